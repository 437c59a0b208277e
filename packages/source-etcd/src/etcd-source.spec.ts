import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock, FakeConfig, FakeHealth, FakeJobGroup, MemoryLogger } from '@kith/agent-testing';
import { FakeTargets, type FakeTargetSource } from '@kith/neighbor-testing';

import { FakeEtcd } from './etcd-client.fake.js';
import { EtcdSource } from './etcd-source.js';
import { type SourceEtcdConfig, sourceEtcdConfig } from './source-etcd.config.js';

const A = 'http://10.0.0.1:2379';
const B = 'http://10.0.0.2:2379';
const PREFIX = '/kith/nodes/';

describe('EtcdSource', () => {
  let etcd: FakeEtcd;
  let clock: FakeClock;
  let config: FakeConfig<SourceEtcdConfig>;
  let targets: FakeTargets;
  let jobs: FakeJobGroup;
  let health: FakeHealth;
  let logger: MemoryLogger;
  let subject: EtcdSource;

  beforeEach(() => {
    etcd = new FakeEtcd();
    clock = new FakeClock();
    config = new FakeConfig(sourceEtcdConfig.parse({ endpoints: [A, B] }));
    targets = new FakeTargets();
    jobs = new FakeJobGroup(clock);
    health = new FakeHealth('source-etcd');
    logger = new MemoryLogger();
    subject = new EtcdSource(config, targets, etcd, jobs, clock, health, logger);
  });

  afterEach(async () => {
    await jobs.stop();
    await subject.stop();
    expect(etcd.open).toBe(0);
    expect(clock.pending).toBe(0);
  });

  const source = (): FakeTargetSource => targets.source('etcd');
  const claims = (): object => Object.fromEntries(source().claims);
  const put = (name: string, addresses: readonly string[], others: object = {}): void =>
    etcd.put(PREFIX + name, JSON.stringify({ name, addresses, ...others }));
  const started = async (): Promise<void> => {
    await subject.start();
    await clock.settle();
  };

  it('lists the records under the prefix, and follows them', async () => {
    put('node2', ['10.69.0.2']);
    etcd.put('/kith/other', 'nothing of ours');
    await started();
    expect(source().isSynced).toBe(true);
    expect(source().targetClass).toBe('node');
    expect(claims()).toEqual({ node2: ['10.69.0.2'] });

    put('node3', ['10.69.0.3', 'fd00::3']);
    put('node2', ['10.69.0.22']);
    await clock.settle();
    expect(claims()).toEqual({ node2: ['10.69.0.22'], node3: ['10.69.0.3', 'fd00::3'] });

    etcd.delete(`${PREFIX}node2`);
    await clock.settle();
    expect(claims()).toEqual({ node3: ['10.69.0.3', 'fd00::3'] });
    expect(source().calls.replace).toBe(1);
    expect(etcd.listings).toHaveLength(1);
  });

  it('is synced by an etcd that holds nothing', async () => {
    await started();
    expect(source().isSynced).toBe(true);
    expect(health.complaints()).toEqual([]);
  });

  it('goes on at the next member at once, where the watch was', async () => {
    put('node2', ['10.69.0.2']);
    await started();
    await clock.advance(10_000);
    etcd.drop();
    put('node3', ['10.69.0.3']);
    etcd.delete(`${PREFIX}node2`);
    await clock.settle();
    expect(etcd.connects).toEqual([A, B]);
    expect(claims()).toEqual({ node3: ['10.69.0.3'] });
    expect(source().calls.replace).toBe(1);
    expect(health.complaints()).toEqual([]);
  });

  it('lists again what was compacted while it was away, and tells only what is different', async () => {
    put('node2', ['10.69.0.2']);
    put('node3', ['10.69.0.3']);
    await started();
    for (const isChanged of [false, true]) {
      etcd.away.set('*', 'is away');
      etcd.drop();
      await clock.settle();
      put('other', ['10.69.0.9']);
      etcd.delete(`${PREFIX}other`);
      if (isChanged) etcd.delete(`${PREFIX}node2`);
      etcd.compact();
      etcd.away.clear();
      await clock.advance(20_000);
      expect(claims()).toEqual({
        ...(!isChanged && { node2: ['10.69.0.2'] }),
        node3: ['10.69.0.3'],
      });
      expect(source().calls.replace).toBe(isChanged ? 2 : 1);
    }
    put('node4', ['10.69.0.4']);
    await clock.settle();
    expect(claims()).toMatchObject({ node4: ['10.69.0.4'] });
  });

  it('lists again when the store was restored from a backup, whose revisions it cannot compare', async () => {
    put('node2', ['10.69.0.2']);
    put('node3', ['10.69.0.3']);
    await started();
    await clock.advance(10_000);
    etcd.restore({ [`${PREFIX}node4`]: '{"name":"node4","addresses":["10.69.0.4"]}' }, 2);
    etcd.drop();
    await clock.settle();
    expect(claims()).toEqual({ node4: ['10.69.0.4'] });
  });

  it('keeps everything while no member can be reached, says so, and tries them with pauses', async () => {
    put('node2', ['10.69.0.2']);
    await started();
    await clock.advance(60_000);
    etcd.away.set(A, 'is away').set(B, 'is away');
    etcd.drop();
    await clock.advance(300_000);
    expect(claims()).toEqual({ node2: ['10.69.0.2'] });
    expect(health.complaints()).toEqual([
      expect.stringMatching(/^source-etcd\/connection: .*: is away; what it asked for stays$/),
    ]);
    expect(etcd.connects.length).toBeLessThan(80);
    expect(etcd.connects.length).toBeGreaterThan(30);

    etcd.away.clear();
    put('node2', ['10.69.0.3']);
    await clock.advance(10_000);
    expect(claims()).toEqual({ node2: ['10.69.0.3'] });
    expect(health.complaints()).toEqual([]);
  });

  it('is not synced until there was a first listing; says of each member why', async () => {
    etcd.away.set(A, 'is away').set(B, 'refuses');
    await started();
    expect(source().isSynced).toBe(false);
    expect(health.complaints()).toEqual([
      `source-etcd/connection: ${A}: is away; ${B}: refuses; nothing is removed until then`,
    ]);
    etcd.away.delete(B);
    await clock.advance(10_000);
    expect(source().isSynced).toBe(true);
    expect(health.complaints()).toEqual([]);
  });

  it('pauses also where one member is named twice', async () => {
    config.set({ ...config.current, endpoints: [A, A] });
    etcd.away.set(A, 'is away');
    await started();
    await clock.advance(60_000);
    expect(etcd.connects.length).toBeLessThan(25);
  });

  it('does not ask in a row a member that takes connections and ends them', async () => {
    etcd.beforePage = () => etcd.drop('ended it');
    await started();
    await clock.advance(60_000);
    expect(etcd.connects.length).toBeLessThan(25);
  });

  it('keeps the last good record of a key that turns bad, says why, and is OK again', async () => {
    put('node2', ['10.69.0.2']);
    put('node3', ['10.69.0.3']);
    await started();
    etcd.put(`${PREFIX}node2`, '{"name":"node2","adresses":[]}');
    put('node3', ['10.69.0.33']);
    await clock.settle();
    expect(claims()).toEqual({ node2: ['10.69.0.2'], node3: ['10.69.0.33'] });
    expect(health.complaints()).toEqual([
      expect.stringMatching(
        /^source-etcd\/records\/node2: \/kith\/nodes\/node2 .*"addresses".*its last good record stays$/,
      ),
    ]);

    // also by a listing
    etcd.drop();
    etcd.compact();
    await clock.advance(20_000);
    expect(claims()).toEqual({ node2: ['10.69.0.2'], node3: ['10.69.0.33'] });

    put('node2', ['10.69.0.22']);
    await clock.settle();
    expect(claims()).toMatchObject({ node2: ['10.69.0.22'] });
    expect(health.complaints()).toEqual([]);
  });

  it('wants only nodes with the labels and addresses of the families that the config names', async () => {
    config.set({ ...config.current, selector: 'role=worker', families: ['ipv4'] });
    put('node2', ['10.69.0.2', 'fd00::2'], { labels: { role: 'worker' } });
    put('node3', ['10.69.0.3']);
    await started();
    expect(claims()).toEqual({ node2: ['10.69.0.2'] });
    put('node2', ['10.69.0.2'], { labels: { role: 'spare' } });
    await clock.settle();
    expect(claims()).toEqual({});

    config.set({ ...config.current, selector: '', families: ['ipv4', 'ipv6'] });
    await clock.settle();
    expect(claims()).toEqual({ node2: ['10.69.0.2'], node3: ['10.69.0.3'] });
  });

  it('follows a reload to another prefix and other endpoints', async () => {
    put('node2', ['10.69.0.2']);
    etcd.put('/else/node3', '{"name":"node3","addresses":["10.69.0.3"]}');
    await started();
    config.set({ ...config.current, prefix: '/else/', endpoints: [B] });
    await clock.settle();
    expect(claims()).toEqual({ node3: ['10.69.0.3'] });
    expect(etcd.connects).toEqual([A, B]);
    expect(etcd.open).toBe(1);
  });

  it('has an address that moves between nodes wanted all along', async () => {
    put('node2', ['10.69.0.2']);
    await started();
    const calls: string[] = [];
    const fake = source();
    const [set, release] = [fake.set.bind(fake), fake.release.bind(fake)];
    fake.set = (given) => (calls.push('set'), set(given));
    fake.release = (owners) => (calls.push('release'), release(owners));
    etcd.delete(`${PREFIX}node2`);
    put('node3', ['10.69.0.2']);
    await clock.settle();
    expect(calls).toEqual(['set', 'release']);
  });

  it('logs what Targets refuses', async () => {
    targets.refusals.set('224.0.0.1', 'is multicast');
    put('node2', ['224.0.0.1']);
    await started();
    expect(logger.messages('warn')).toEqual(['etcd/node2: 224.0.0.1 is multicast']);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock, FakeConfig, FakeHealth, FakeJobGroup, MemoryLogger } from '@kith/agent-testing';
import { FakeTargets } from '@kith/neighbor-testing';

import { FakeKubeApi } from './kube-api.fake.js';
import { KubeError } from './kube-error.js';
import { KubernetesSource } from './kubernetes-source.js';
import { event, node } from './objects.fake.js';
import { sourceKubernetesConfig, type SourceKubernetesConfig } from './source-kubernetes.config.js';

const NODE1 = node('node1', '10.0.0.1');
const NODE2 = node('node2', '10.0.0.2');
const SLICE = {
  metadata: { namespace: 'shop', name: 'web' },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.0.0.5'] }],
};

let config: FakeConfig<SourceKubernetesConfig>;
let targets: FakeTargets;
let api: FakeKubeApi;
let clock: FakeClock;
let jobs: FakeJobGroup;
let health: FakeHealth;
let logger: MemoryLogger;
let source: KubernetesSource;

const wanted = (id = 'kubernetes'): unknown => Object.fromEntries(targets.source(id).claims);
const configured = (more = {}): SourceKubernetesConfig =>
  sourceKubernetesConfig.parse({ nodeName: 'node1', ...more });

beforeEach(() => {
  config = new FakeConfig(configured());
  targets = new FakeTargets();
  api = new FakeKubeApi();
  clock = new FakeClock();
  jobs = new FakeJobGroup(clock);
  health = new FakeHealth('source-kubernetes');
  logger = new MemoryLogger();
  source = new KubernetesSource(config, targets, api, jobs, clock, health, logger);
});

afterEach(() => jobs.stop());

describe('a source of nodes', () => {
  it('does not wait for a server that is away, and is not synced until it is back', async () => {
    api.pages.push(new KubeError('cannot be reached'));
    await source.start();
    await clock.settle();
    expect(targets.source('kubernetes')).toMatchObject({ targetClass: 'node', isSynced: false });
    api.lists('7', NODE1, NODE2);
    await clock.advance(100);
    expect(targets.source('kubernetes').isSynced).toBe(true);
    expect(wanted()).toEqual({ node2: ['10.0.0.2'] });
  });

  it('keeps everything while the server is away, and goes on where it was', async () => {
    api.lists('7', NODE1, NODE2);
    await source.start();
    await clock.settle();
    api.fails(new KubeError('cannot be reached'));
    await clock.advance(200);
    expect(wanted()).toEqual({ node2: ['10.0.0.2'] });
    expect(api.asked).toEqual(['list nodes', 'watch nodes 7', 'watch nodes 7']);
    api.tells(event('DELETED', '8', NODE2));
    await clock.settle();
    expect(wanted()).toEqual({});
  });

  it('says in health which listing it does not believe, and that it is over', async () => {
    api.lists('7', NODE2);
    await source.start();
    await clock.settle();
    expect(health.complaints()).toEqual([
      "source-kubernetes/listing of nodes: the API server's listing of nodes is not believed yet: it does not list this node, node1; what was there stays until the next listing says the same",
    ]);
    api.lists('8', NODE1, NODE2);
    await clock.advance(30_000);
    expect(health.complaints()).toEqual([]);
    expect(targets.source('kubernetes').isSynced).toBe(true);
  });

  it('does not take a listing that a reload asked for as one that confirms another', async () => {
    api.lists('7', NODE1, NODE2);
    await source.start();
    await clock.settle();
    api.lists('20');
    api.fails(new KubeError('gone', 410));
    await clock.advance(200);
    api.lists('21');
    config.set(configured({ families: ['ipv4'] }));
    await clock.settle();
    expect(wanted()).toEqual({ node2: ['10.0.0.2'] });
    api.lists('22');
    await clock.advance(30_000);
    expect(wanted()).toEqual({});
  });

  it('lists anew after a reload, by what it says then', async () => {
    api.lists('7', NODE1, NODE2);
    await source.start();
    await clock.settle();
    api.lists('9', NODE2);
    config.set(configured({ nodeSelector: 'role=worker', families: ['ipv6'] }));
    await clock.settle();
    expect(api.asked.slice(2)).toEqual(['list nodes role=worker']);
    // this node was there before: that it is not now may be the selector's doing, or not
    api.lists('9', NODE2);
    await clock.advance(30_000);
    expect(wanted()).toEqual({ node2: [] });
    expect(jobs.failures.size).toBe(0);
  });

  it('says in one line what was refused, and not again', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) targets.refusals.set(name, 'is not an IP address');
    const nodes = names.map((name) => node(name, name));
    api.lists('7', NODE1, ...nodes);
    await source.start();
    await clock.settle();
    api.lists('8', NODE1, ...nodes);
    api.fails(new KubeError('gone', 410));
    await clock.advance(200);
    expect(logger.messages('warn')).toEqual([
      'kubernetes/a: a is not an IP address; kubernetes/b: b is not an IP address; kubernetes/c: c is not an IP address; and 2 more',
    ]);
  });

  it('lets go when it stops, and can start again', async () => {
    api.lists('7', NODE1, NODE2);
    await source.start();
    await clock.settle();
    await source.stop();
    await source.stop();
    expect(targets.source('kubernetes').isClosed).toBe(true);
    expect(config.listeners).toBe(0);
    await clock.settle();
    api.lists('8', NODE1, NODE2);
    await source.start();
    await clock.settle();
    expect(wanted()).toEqual({ node2: ['10.0.0.2'] });
  });
});

describe('backends', () => {
  it('are a source of their own while the config wants them', async () => {
    api.lists('7', NODE1);
    await source.start();
    await clock.settle();
    expect(targets.sources.has('kubernetes-backends')).toBe(false);

    api.lists('8', NODE1);
    api.slicePages.push({ items: [SLICE], resourceVersion: '8', continueToken: undefined });
    config.set(configured({ backends: true, backendSelector: 'app=web' }));
    await clock.settle();
    expect(targets.source('kubernetes-backends')).toMatchObject({
      targetClass: 'other',
      isSynced: true,
    });
    expect(wanted('kubernetes-backends')).toEqual({ 'shop/web': ['10.0.0.5'] });
    expect(api.asked).toContain('list endpointslices app=web');

    api.lists('9', NODE1);
    config.set(configured());
    await clock.settle();
    expect(targets.source('kubernetes-backends').isClosed).toBe(true);
  });

  it('that may not be listed do not keep the nodes', async () => {
    config = new FakeConfig(configured({ backends: true }));
    source = new KubernetesSource(config, targets, api, jobs, clock, health, logger);
    api.lists('7', NODE1, NODE2);
    api.slicePages.push(new KubeError('may not list endpointslices', 403));
    await source.start();
    await clock.settle();
    expect(wanted()).toEqual({ node2: ['10.0.0.2'] });
    expect(targets.source('kubernetes-backends').isSynced).toBe(false);
    expect(jobs.failures.get('following endpointslices')).toHaveLength(1);
  });
});

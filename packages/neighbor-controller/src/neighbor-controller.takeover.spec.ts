import { beforeEach, describe, expect, it } from '@jest/globals';
import { neighbor } from '@kith/neighbor-testing';
import { ipAddress, type Link, macAddress, type Neighbor, type NeighborKey } from '@kith/net-types';

import { ControllerFixture } from './controller-fixture.fake.js';
import { neighborControllerConfig } from './neighbor-controller.config.js';

const KEY = '1/10.0.0.2';
const PINNED = neighbor({ state: 'PERMANENT' });
const LEARNED = neighbor({ state: 'STALE', isExtLearned: true });
const NOT_ASKED = [
  ['with the mark of another', neighbor({ state: 'PERMANENT', protocol: 11 })],
  ['that an administrator made of ours', neighbor({ state: 'PERMANENT', protocol: 75 })],
  ['NOARP', neighbor({ state: 'NOARP' })],
  ['of the other kind', LEARNED],
] as const;

let kith: ControllerFixture;

async function takingOver(takeover: string, ...entries: readonly Neighbor[]): Promise<void> {
  kith = new ControllerFixture({ takeover });
  kith.has(...entries);
  await kith.start();
  await kith.want('nodes', ...entries.map(({ address }) => address));
}

/** As the kernel does where the device changes so. */
async function purgedWith(change: Partial<Link>): Promise<void> {
  const eth1 = kith.state.links.get(PINNED.ifindex);
  if (!eth1) throw new Error('no eth1');
  kith.state.links.set(eth1.ifindex, { ...eth1, ...change });
  await kith.deletedBySomebody(KEY);
}

const about = (what: string): string => `10.0.0.2 on eth1 (PERMANENT, ${PINNED.lladdr}) ${what}`;

describe('with takeover permanent, a PERMANENT entry that we want', () => {
  beforeEach(() => takingOver('permanent', PINNED));

  it('is asked first, with its MAC in use, and still theirs', () => {
    expect(kith.writer.writes).toEqual([{ ...PINNED, kind: 'restate', state: 'PROBE' }]);
    expect(kith.entry(KEY)).toEqual({ ...PINNED, state: 'PROBE' });
    expect(kith.statuses).toEqual({ [KEY]: 'foreign' });
  });

  it("is the strategy's once its neighbor answered", async () => {
    kith.forget();
    await kith.observe({ ...PINNED, state: 'REACHABLE' });
    expect(kith.writes).toEqual([`set ${KEY}`]);
    expect(kith.ours).toEqual([KEY]);
    expect(kith.statuses).toEqual({ [KEY]: 'resolved' });
    expect(kith.view.recentEvents()).toContainEqual(
      expect.objectContaining({
        kind: 'takeover',
        message: about('answered: its entry is taken over'),
      }),
    );
  });

  it('is put back as it was before the kernel gives up on it', async () => {
    await kith.clock.advance(2499);
    expect(kith.entry(KEY).state).toBe('PROBE');
    await kith.clock.advance(1);
    await kith.quiet();
    expect(kith.entry(KEY)).toEqual(PINNED);
    expect(kith.logger.messages('info')).toContain(
      about('does not answer: its entry stays as it was'),
    );
  });

  it('is put back as it was where the kernel gave up on it sooner', async () => {
    await kith.observe(neighbor({ state: 'FAILED' }));
    expect(kith.entry(KEY)).toEqual(PINNED);
  });

  it('is asked again after five minutes, or once it has another MAC', async () => {
    await kith.observe(neighbor({ state: 'FAILED' }));
    kith.forget();
    await kith.observe({ ...PINNED });
    expect(kith.writes).toEqual([]);
    await kith.clock.advance(300_000);
    await kith.quiet();
    expect(kith.writes).toEqual([`restate ${KEY}`]);
    await kith.observe(neighbor({ state: 'FAILED' }));
    kith.forget();
    await kith.observe({ ...PINNED, lladdr: macAddress('02:00:00:00:0b:0b') });
    expect(kith.writes).toEqual([`restate ${KEY}`]);
  });

  it('is put back as it was when it is no longer wanted, also if it answers then', async () => {
    await kith.release('nodes');
    expect(kith.entry(KEY)).toEqual(PINNED);
    expect(kith.ours).toEqual([]);
  });

  it('is put back as it was at the end', async () => {
    await kith.stop();
    expect(kith.entry(KEY)).toEqual(PINNED);
    expect(kith.clock.pending).toBe(0);
  });

  it('is as its owner wants it who wrote it anew a moment before the end', async () => {
    const anew = { ...PINNED, lladdr: macAddress('02:00:00:00:0b:0b') };
    kith.state.neighbors.set(KEY as NeighborKey, anew);
    await kith.stop();
    expect(kith.entry(KEY)).toEqual(anew);
  });

  it('is put back as it was when the config has us leave it alone', async () => {
    kith.config.set(neighborControllerConfig.parse({ takeover: 'none' }));
    await kith.quiet();
    expect(kith.entry(KEY)).toEqual(PINNED);
  });

  it('is still asked when news of how it was come late', async () => {
    const question = kith.entry(KEY);
    if (!question) throw new Error('no entry');
    const late = kith.observe(PINNED);
    await Promise.resolve();
    kith.state.neighbors.set(KEY as NeighborKey, question);
    await late;
    await kith.observe(question);
    expect(kith.writer.writes.filter(({ kind }) => kind !== 'restate')).toEqual([]);
    await kith.clock.advance(2500);
    await kith.quiet();
    expect(kith.entry(KEY)).toEqual(PINNED);
  });

  it('is as its owner wants it who wrote it anew meanwhile, and asked anew', async () => {
    const anew = { ...PINNED, lladdr: macAddress('02:00:00:00:0b:0b') };
    kith.forget();
    await kith.observe(anew);
    expect(kith.entry(KEY)).toEqual({ ...anew, state: 'PROBE' });
    await kith.clock.advance(2500);
    await kith.quiet();
    expect(kith.entry(KEY)).toEqual(anew);
    expect(kith.writer.writes).not.toContainEqual({ ...PINNED, kind: 'restate' });
  });

  it('is put back as soon as the kernel takes it, and is not ours before', async () => {
    kith.writer.fail(PINNED.ifindex, PINNED.address, { code: 'ENOMEM' }, 3);
    await kith.clock.advance(2500);
    await kith.observe(neighbor({ state: 'FAILED' }));
    expect(kith.ours).toEqual([]);
    await kith.clock.advance(600);
    await kith.quiet();
    expect(kith.entry(KEY)).toEqual(PINNED);
    expect(kith.logger.messages('warn')).toEqual(['scripted to fail']);
    expect(kith.logger.messages('info').filter((text) => text.includes('not answer'))).toHaveLength(
      1,
    );
  });

  it('that somebody deletes meanwhile is ours', async () => {
    await kith.deletedBySomebody(KEY);
    expect(kith.ours).toEqual([KEY]);
  });

  it('that goes with the carrier, as no PERMANENT one would, is put back', async () => {
    await purgedWith({ hasCarrier: false });
    expect(kith.entry(KEY)).toEqual(PINNED);
  });

  it('that goes as the device goes down, as any would, is not put back', async () => {
    await purgedWith({ hasCarrier: false, isUp: false });
    expect(kith.state.neighbors.has(KEY as NeighborKey)).toBe(false);
  });
});

it.each(NOT_ASKED)('with takeover permanent, an entry %s is respected', async (_kind, entry) => {
  await takingOver('permanent', entry);
  expect(kith.writes).toEqual([]);
  expect(kith.statuses).toEqual({ [KEY]: 'foreign' });
});

describe('with takeover extern-learn', () => {
  it('an entry that another agent left is asked, and taken over once it answered', async () => {
    await takingOver('extern-learn', LEARNED);
    expect(kith.entry(KEY)).toEqual({ ...LEARNED, state: 'PROBE' });
    await kith.observe({ ...LEARNED, state: 'REACHABLE' });
    expect(kith.ours).toEqual([KEY]);
  });

  it('one that just answered is taken over at once', async () => {
    await takingOver('extern-learn', { ...LEARNED, isManaged: true, state: 'REACHABLE' });
    expect(kith.writes).toEqual([`set ${KEY}`]);
    expect(kith.ours).toEqual([KEY]);
  });

  it('a managed one is managed again if it does not answer', async () => {
    await takingOver('extern-learn', { ...LEARNED, isManaged: true });
    expect(kith.entry(KEY).isManaged).toBe(false);
    await kith.clock.advance(2500);
    await kith.quiet();
    expect(kith.writer.writes.at(-1)).toMatchObject({
      kind: 'restate',
      state: 'NONE',
      isManaged: true,
    });
  });

  it('one that somebody pins meanwhile is theirs', async () => {
    await takingOver('extern-learn', LEARNED);
    await kith.observe(PINNED);
    await kith.clock.advance(2500);
    await kith.quiet();
    expect(kith.entry(KEY)).toEqual(PINNED);
  });

  it('one that goes with the carrier, as it would have, is not put back', async () => {
    await takingOver('extern-learn', LEARNED);
    await purgedWith({ hasCarrier: false });
    expect(kith.state.neighbors.has(KEY as NeighborKey)).toBe(false);
  });

  it('one that was about to be confirmed stays in use if it does not answer', async () => {
    await takingOver('extern-learn', { ...LEARNED, state: 'DELAY' });
    await kith.clock.advance(2500);
    await kith.quiet();
    expect(kith.entry(KEY)).toEqual(LEARNED);
  });

  it('one that is being asked already is left to it, and taken over if it answers', async () => {
    await takingOver('extern-learn', { ...LEARNED, state: 'PROBE' });
    expect(kith.writes).toEqual([]);
    await kith.observe({ ...LEARNED, state: 'REACHABLE' });
    await kith.clock.advance(2500);
    await kith.quiet();
    expect(kith.ours).toEqual([KEY]);
  });

  it('a PERMANENT one is respected', async () => {
    await takingOver('extern-learn', PINNED);
    expect(kith.writes).toEqual([]);
  });
});

it('asks two hundred at a time, and the others as these are decided', async () => {
  const crowd = Array.from({ length: 201 }, (_, i) => {
    const address = ipAddress(`10.0.0.${i + 2}`);
    return neighbor({ state: 'PERMANENT', address });
  });
  await takingOver('permanent', ...crowd);
  expect(kith.writes).toHaveLength(200);
  kith.forget();
  await kith.observe(neighbor({ state: 'REACHABLE' }));
  expect(kith.writes).toEqual([`set ${KEY}`, 'restate 1/10.0.0.202']);
});

it('says of one that cannot be asked why, leaves it alone, and asks later', async () => {
  kith = new ControllerFixture({ takeover: 'permanent' });
  kith.has(PINNED);
  kith.writer.fail(PINNED.ifindex, PINNED.address, {}, 1);
  await kith.start();
  await kith.want('node2', '10.0.0.2');
  expect(kith.entry(KEY)).toEqual(PINNED);
  expect(kith.logger.messages('warn')).toEqual(['scripted to fail']);
  await kith.clock.advance(300_000);
  await kith.quiet();
  expect(kith.entry(KEY)).toEqual({ ...PINNED, state: 'PROBE' });
});

it('plans a question, with the reason', async () => {
  kith = new ControllerFixture({ takeover: 'permanent' });
  kith.has(PINNED);
  kith.writer.fail(PINNED.ifindex, PINNED.address);
  await kith.start();
  await kith.want('node2', '10.0.0.2');
  expect(kith.view.pending()).toMatchObject([
    {
      write: { kind: 'restate', address: '10.0.0.2' },
      device: 'eth1',
      reason: 'it is to be taken over if it answers',
    },
  ]);
});

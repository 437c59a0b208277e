import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock, FakeConfig, MemoryMetrics } from '@kith/agent-testing';
import type { TargetClass } from '@kith/neighbor-api';
import { FakeKernelState, neighbor } from '@kith/neighbor-testing';
import {
  type IfIndex,
  ifIndex,
  ipAddress,
  type Neighbor,
  type NeighborKey,
  neighborKey,
  type NudState,
} from '@kith/net-types';

import {
  type RefreshControllerConfig,
  refreshControllerConfig,
} from './refresh-controller.config.js';
import { RefreshTurns } from './refresh-turns.js';

const ETH1 = ifIndex(1);
const KEY = keyOf(2);

let clock: FakeClock;
let config: FakeConfig<RefreshControllerConfig>;
let state: FakeKernelState;
let metrics: MemoryMetrics;
let turns: RefreshTurns;
/** Each turn: its time and its key. */
let due: { at: number; key: NeighborKey }[];

beforeEach(async () => {
  clock = new FakeClock();
  config = new FakeConfig(refreshControllerConfig.parse({}));
  state = new FakeKernelState();
  metrics = new MemoryMetrics();
  turns = new RefreshTurns(config, clock, state, metrics);
  due = [];
  turns.onDue((keys) => due.push(...keys.map((key) => ({ at: clock.now(), key }))));
  await turns.start();
});

function entry(host: number, nud: NudState, ifindex: IfIndex = ETH1): Neighbor {
  const address = ipAddress(`10.0.${host >> 8}.${host & 255}`);
  return neighbor({ ifindex, address, state: nud, isExtLearned: true, protocol: 75 });
}

function keyOf(host: number, ifindex: IfIndex = ETH1): NeighborKey {
  const { address } = entry(host, 'NONE');
  return neighborKey(ifindex, address);
}

const wish = (host: number, targetClass: TargetClass = 'node', ifindex = ETH1): void =>
  turns.set([{ key: keyOf(host, ifindex), class: targetClass, mode: 'period' }]);

const times = (key = KEY): number[] => due.filter((turn) => turn.key === key).map(({ at }) => at);

function configure(given: unknown): void {
  config.set(refreshControllerConfig.parse(given));
}

describe('with profile fast', () => {
  beforeEach(() => configure({ profile: 'fast', period: '0' }));

  it('a neighbor that is REACHABLE has a turn every 1.5 s, also with no period', async () => {
    state.neighborChanged(entry(2, 'REACHABLE'));
    wish(2);
    await clock.advance(6000);
    expect(times()).toEqual([0, 1500, 3000, 4500, 6000]);
  });

  it('however often it is confirmed meanwhile', async () => {
    state.neighborChanged(entry(2, 'REACHABLE'));
    wish(2);
    for (let i = 0; i < 30; i++) {
      await clock.advance(100);
      state.neighborChanged(entry(2, 'PROBE'), entry(2, 'REACHABLE'));
    }
    expect(times()).toEqual([0, 1500, 3000]);
  });

  it('thousands are spread, within the budget', async () => {
    const many = Array.from({ length: 6000 }, (_, i) => i + 2);
    state.neighborChanged(...many.map((host) => entry(host, 'REACHABLE')));
    turns.set(many.map((host) => ({ key: keyOf(host), class: 'node', mode: 'period' })));
    await clock.advance(10_000);
    expect(due.length).toBeGreaterThan(2000 * 9.5);
    expect(due.length).toBeLessThanOrEqual(2000 * 10.2);
  });
});

describe('a parked neighbor', () => {
  const park = (host: number, targetClass: TargetClass = 'node'): void =>
    turns.set([{ key: keyOf(host), class: targetClass, mode: 'parked' }]);

  it('is asked for after 5 s, then less and less often, every 5 min at last', async () => {
    state.neighborChanged(entry(2, 'NONE'));
    park(2);
    await clock.advance(1_300_000);
    const asked = [5, 15, 35, 75, 155, 315, 615, 915, 1215];
    expect(times()).toEqual(asked.map((seconds) => seconds * 1000));
    expect(metrics.count('neighbor_refreshes_total', 'probe')).toBe(asked.length);
  });

  it('that was parked by an agent before us is asked for at once', async () => {
    state.neighborChanged(entry(2, 'NONE'));
    turns.set([{ key: KEY, class: 'node', mode: 'parked', isUntried: true }]);
    await clock.advance(20_000);
    expect(times()).toEqual([0, 5000, 15_000]);
  });

  it('waits as long whatever is heard, listed or wished meanwhile, and with no period', async () => {
    configure({ period: '0' });
    state.neighborChanged(entry(2, 'NONE'));
    park(2);
    await clock.advance(14_900);
    for (const nud of ['INCOMPLETE', 'FAILED', 'NONE'] as const) {
      state.neighborChanged(entry(2, nud));
      park(2);
    }
    state.relisted();
    await clock.advance(20_100);
    expect(times()).toEqual([5000, 15_000, 35_000]);
  });

  it('that somebody deleted is asked for once we wrote it again, which is no news', async () => {
    park(2);
    await clock.advance(1000);
    state.neighbors.set(KEY, entry(2, 'NONE'));
    park(2);
    await clock.advance(20_000);
    expect(times()).toEqual([5000, 15_000]);
  });

  it('that is a gateway is asked for every 5 s', async () => {
    state.neighborChanged(entry(2, 'NONE'));
    park(2, 'gateway');
    await clock.advance(20_000);
    expect(times()).toEqual([5000, 10_000, 15_000, 20_000]);
  });

  it('draws on the budget for broadcasts', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => i + 2);
    state.neighborChanged(...many.map((host) => entry(host, 'NONE')));
    turns.set(many.map((host) => ({ key: keyOf(host), class: 'node', mode: 'parked' })));
    await clock.advance(65_000);
    expect(due.length * 3).toBeLessThanOrEqual(20 * 61);
  });

  it('that is served again and fails anew begins anew', async () => {
    state.neighborChanged(entry(2, 'NONE'));
    park(2);
    await clock.advance(15_000);
    turns.forget([KEY]);
    park(2);
    await clock.advance(15_000);
    expect(times()).toEqual([5000, 15_000, 20_000, 30_000]);
  });
});

describe('one that served and FAILED', () => {
  const fail = (...hosts: readonly number[]): void => {
    state.neighborChanged(...hosts.map((host) => entry(host, 'FAILED')));
    turns.retry(hosts.map((host) => ({ key: keyOf(host), class: 'node' })));
  };

  it('is asked once more at once, and then left to whoever keeps it resolved', async () => {
    fail(2);
    await clock.advance(60_000);
    expect(times()).toEqual([0]);
    expect(clock.pending).toBe(0);
  });

  it('waits for the budget for broadcasts where many did', async () => {
    fail(...Array.from({ length: 100 }, (_, i) => i + 2));
    await clock.advance(3000);
    // 20 frames a second, three each
    expect(due.length).toBeGreaterThanOrEqual(19);
    expect(due.length).toBeLessThanOrEqual(21);
  });

  it('is left alone if it was found while it waited, or nobody wants it any more', async () => {
    fail(2, 3, 4);
    state.neighborChanged(entry(3, 'REACHABLE'));
    turns.forget([keyOf(4)]);
    await clock.advance(10_000);
    expect(due.map(({ key }) => key)).toEqual([KEY]);
  });

  it('waits with those that are parked, in one budget', async () => {
    fail(2, 3);
    turns.set([{ key: keyOf(3), class: 'node', mode: 'parked' }]);
    await clock.advance(4900);
    expect(due.map(({ key }) => key)).toEqual([KEY]);
    await clock.advance(200);
    expect(due.map(({ key }) => key)).toEqual([KEY, keyOf(3)]);
  });
});

describe('a neighbor', () => {
  it('that goes STALE has its turn at once', async () => {
    state.neighborChanged(entry(2, 'REACHABLE'));
    wish(2);
    await clock.advance(40_000);
    expect(due).toEqual([]);
    state.neighborChanged(entry(2, 'STALE'));
    await clock.advance(100);
    expect(times()).toEqual([40_000]);
  });

  it('that is STALE when it is first wanted has its turn at once', async () => {
    state.neighborChanged(entry(2, 'STALE'));
    wish(2);
    await clock.advance(0);
    expect(times()).toEqual([0]);
  });

  it('that goes STALE again soon waits until its interval is over', async () => {
    state.neighborChanged(entry(2, 'STALE'));
    wish(2);
    await clock.advance(5000);
    state.neighborChanged(entry(2, 'REACHABLE'));
    await clock.advance(5000);
    state.neighborChanged(entry(2, 'STALE'));
    await clock.advance(19_900);
    expect(times()).toEqual([0]);
    await clock.advance(100);
    expect(times()).toEqual([0, 30_000]);
  });

  it.each(['REACHABLE', 'NOARP'] as const)(
    'that is %s is left alone, without a timer',
    async (nud) => {
      state.neighborChanged(entry(2, nud));
      wish(2);
      expect(clock.pending).toBe(0);
      await clock.advance(600_000);
      expect(due).toEqual([]);
    },
  );

  it('that is pinned already has a turn at once: nobody knows when it was confirmed', async () => {
    state.neighborChanged(entry(2, 'PERMANENT'));
    wish(2);
    await clock.advance(60_000);
    expect(times()).toEqual([0, 30_000, 60_000]);
    turns.forget([KEY]);
    await clock.advance(10_000);
    wish(2);
    await clock.advance(0);
    expect(times()).toEqual([0, 30_000, 60_000, 70_000]);
  });

  it('that is pinned has a turn each interval, whatever is listed meanwhile', async () => {
    state.neighborChanged(entry(2, 'REACHABLE'));
    wish(2);
    state.neighbors.set(KEY, entry(2, 'PERMANENT'));
    wish(2);
    await clock.advance(20_000);
    state.relisted();
    await clock.advance(10_000);
    state.neighborChanged(entry(2, 'PROBE'));
    state.neighborChanged(entry(2, 'REACHABLE'));
    // our own write, which calls no listener; the controller wishes it again
    state.neighbors.set(KEY, entry(2, 'PERMANENT'));
    wish(2);
    await clock.advance(30_000);
    expect(times()).toEqual([30_000, 60_000]);
  });

  it('that traffic confirms before its turn is left alone', async () => {
    state.neighborChanged(entry(2, 'STALE'));
    wish(2);
    await clock.advance(1000);
    state.neighborChanged(entry(2, 'PROBE'));
    state.neighborChanged(entry(2, 'REACHABLE'));
    await clock.advance(600_000);
    expect(times()).toEqual([0]);
    expect(clock.pending).toBe(0);
  });

  it('of which nothing is heard after its turn has one each interval', async () => {
    state.neighborChanged(entry(2, 'STALE'));
    wish(2);
    await clock.advance(90_000);
    expect(times()).toEqual([0, 30_000, 60_000, 90_000]);
  });

  it('that FAILED is asked again after 5 s, each time', async () => {
    state.neighborChanged(entry(2, 'FAILED'));
    wish(2);
    await clock.advance(5000);
    state.neighborChanged(entry(2, 'INCOMPLETE'));
    await clock.advance(3000);
    state.neighborChanged(entry(2, 'FAILED'));
    await clock.advance(5000);
    expect(times()).toEqual([5000, 13_000]);
    expect(metrics.count('neighbor_refreshes_total', 'probe')).toBe(2);
  });

  it('that stays INCOMPLETE is asked again', async () => {
    state.neighborChanged(entry(2, 'INCOMPLETE'));
    wish(2);
    await clock.advance(10_000);
    expect(times()).toEqual([5000, 10_000]);
  });

  it('that is not there is left to the controller', async () => {
    state.neighborChanged(entry(2, 'STALE'));
    wish(2);
    state.neighborRemoved(ETH1, entry(2, 'STALE').address);
    await clock.advance(600_000);
    expect(due).toEqual([]);
  });

  it('that nobody wants kept fresh has no turn', async () => {
    state.neighborChanged(entry(2, 'STALE'), entry(3, 'STALE'));
    wish(2);
    turns.forget([KEY, keyOf(3)]);
    await clock.advance(600_000);
    expect(due).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('that is wished for again keeps its turns', async () => {
    state.neighborChanged(entry(2, 'STALE'));
    wish(2);
    await clock.advance(20_000);
    wish(2);
    wish(2, 'gateway');
    await clock.advance(10_000);
    expect(times()).toEqual([0, 30_000]);
  });
});

describe('intervals', () => {
  const wishes: [number, TargetClass][] = [
    [2, 'gateway'],
    [3, 'node'],
    [4, 'other'],
  ];

  it('are those of the class, else the period', async () => {
    configure({ period: '20s', intervals: { gateway: '5s', other: '0' } });
    state.neighborChanged(...wishes.map(([host]) => entry(host, 'STALE')));
    for (const [host, targetClass] of wishes) wish(host, targetClass);
    await clock.advance(59_000);
    expect(wishes.map(([host]) => times(keyOf(host)).length)).toEqual([12, 3, 0]);
  });

  it('follow a reload', async () => {
    configure({ period: '0', intervals: { gateway: '5s' } });
    state.neighborChanged(entry(2, 'STALE'));
    wish(2, 'gateway');
    await clock.advance(600_000);
    expect(due).toEqual([]);
    configure({ period: '60s' });
    await clock.advance(60_000);
    configure({ period: '20s' });
    await clock.advance(20_000);
    expect(times()).toEqual([600_000, 660_000, 680_000]);
  });
});

describe('the budget', () => {
  const COUNT = 10_000;
  const all = Array.from({ length: COUNT }, (_, i) => i + 2);

  /** Turns in each second. */
  function perSecond(): number[] {
    const counts: number[] = [];
    for (const { at } of due) {
      const second = Math.floor(at / 1000);
      counts[second] = (counts[second] ?? 0) + 1;
    }
    return Array.from(counts, (count) => count ?? 0);
  }

  it('spreads 10,000 that go STALE at once evenly over the period', async () => {
    state.neighborChanged(...all.map((host) => entry(host, 'STALE')));
    turns.set(all.map((host) => ({ key: keyOf(host), class: 'node', mode: 'period' })));
    expect(metrics.read('neighbor_refreshes_waiting')).toBe(0);
    await clock.advance(29_999);
    // in the first, turns begin after a part of it
    const [first, ...seconds] = perSecond();
    expect(first).toBeGreaterThan(240);
    expect(seconds).toHaveLength(29);
    expect(Math.min(...seconds)).toBeGreaterThan(300);
    expect(Math.max(...seconds)).toBeLessThan(340);
    // those of the last quarter of a second
    expect(metrics.read('neighbor_refreshes_waiting')).toBeLessThan(100);

    await clock.advance(60_000);
    const later = perSecond().slice(31, 89);
    expect(Math.min(...later)).toBeGreaterThan(300);
    expect(Math.max(...later)).toBeLessThan(340);
  });

  it('is never exceeded', async () => {
    configure({ period: '2s', framesPerSecond: 500 });
    state.neighborChanged(...all.map((host) => entry(host, 'STALE')));
    turns.set(all.map((host) => ({ key: keyOf(host), class: 'node', mode: 'period' })));
    await clock.advance(19_999);
    expect(Math.max(...perSecond())).toBeLessThanOrEqual(501);
    expect(Math.min(...perSecond().slice(1))).toBeGreaterThanOrEqual(499);
    expect(new Set(due.map(({ key }) => key)).size).toBeGreaterThan(9_900);
  });

  it('is shared by nobody: each device has its own', async () => {
    configure({ framesPerSecond: 1 });
    const other = ifIndex(2);
    state.neighborChanged(
      ...[2, 3].flatMap((host) => [entry(host, 'STALE'), entry(host, 'STALE', other)]),
    );
    for (const host of [2, 3]) {
      wish(host);
      wish(host, 'node', other);
    }
    await clock.advance(900);
    expect(due).toHaveLength(2);
    await clock.advance(200);
    expect(due).toHaveLength(4);
  });

  it('lets 1,000 dead neighbors cost 20 broadcasts a second, and no refresh wait', async () => {
    const dead = all.slice(0, 1000);
    state.neighborChanged(...dead.map((host) => entry(host, 'FAILED')));
    turns.set(dead.map((host) => ({ key: keyOf(host), class: 'node', mode: 'period' })));
    await clock.advance(5000);
    const before = due.length;
    state.neighborChanged(entry(5000, 'STALE'));
    wish(5000, 'other');
    await clock.advance(30_000);
    expect(times(keyOf(5000))).toEqual([5000, 35_000]);
    const probes = due.length - before - 2;
    expect(probes * 3).toBeGreaterThan(20 * 29);
    expect(probes * 3).toBeLessThanOrEqual(20 * 31);
  });

  it('does not make few wait for each other', async () => {
    state.neighborChanged(entry(2, 'STALE'), entry(3, 'STALE'));
    wish(2);
    wish(3);
    await clock.advance(100);
    expect(due).toHaveLength(2);
  });
});

it('goes by the kernel after a loss', async () => {
  state.neighborChanged(entry(2, 'REACHABLE'));
  wish(2);
  state.neighbors.set(KEY, entry(2, 'STALE'));
  state.relisted();
  await clock.advance(0);
  expect(times()).toEqual([0]);
});

it('leaves nothing behind when it stops', async () => {
  state.neighborChanged(...[2, 3, 4].map((host) => entry(host, 'STALE')));
  for (const host of [2, 3, 4]) wish(host);
  await clock.advance(0);
  await turns.stop();
  await turns.stop();
  expect([clock.pending, state.listenerCount, config.listeners]).toEqual([0, 0, 0]);
});

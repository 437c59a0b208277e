import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@kith/agent-testing';
import { ifIndex, ipAddress, type NeighborKey, neighborKey } from '@kith/net-types';

import { Crowds } from './crowds.js';

let clock: FakeClock;
let budget: number;
let crowds: Crowds;
/** Each turn: its time and its key. */
let due: { at: number; key: NeighborKey }[];

beforeEach(() => {
  clock = new FakeClock();
  budget = 2000;
  due = [];
  crowds = new Crowds(
    clock,
    () => budget,
    (keys) => due.push(...keys.map((key) => ({ at: clock.now(), key }))),
  );
});

function resolve(count: number, first = 0): NeighborKey[] {
  const keys = Array.from({ length: count }, (_, i) => first + i).map((host) =>
    neighborKey(ifIndex(1), ipAddress(`10.${host >> 16}.${(host >> 8) & 255}.${host & 255}`)),
  );
  crowds.add(keys);
  return keys;
}

/** Turns between two times. */
const between = (from: number, to: number): number =>
  due.filter(({ at }) => at > from && at <= to).length;

describe('a crowd that was resolved together', () => {
  it('has one turn each, evenly, before the kernel probes any of it', async () => {
    const keys = resolve(10_000);
    await clock.advance(20_000);
    expect(due.map(({ key }) => key)).toEqual(keys);
    const aSecond = 10_000 / 19;
    for (let second = 1; second < 20; second++) {
      const turns = between(second * 1000, (second + 1) * 1000);
      expect(Math.abs(turns - aSecond)).toBeLessThan(2);
    }
    await clock.advance(100_000);
    expect(due).toHaveLength(10_000);
    expect(clock.pending).toBe(0);
  });

  it('is all that is resolved within a second of the first', async () => {
    resolve(300);
    await clock.advance(999);
    resolve(300, 300);
    await clock.advance(20_000);
    expect(due).toHaveLength(600);
  });

  it('goes at the pace of the budget where that is slower, each still once', async () => {
    budget = 100;
    resolve(3000);
    await clock.advance(20_000);
    expect(due.length).toBeGreaterThan(1800);
    expect(due.length).toBeLessThanOrEqual(1900);
    await clock.advance(20_000);
    expect(new Set(due.map(({ key }) => key)).size).toBe(3000);
  });

  it('does not wait for one before it', async () => {
    resolve(1000);
    await clock.advance(10_000);
    const later = resolve(1000, 1000);
    await clock.advance(20_000);
    const turns = due.filter(({ key }) => later.includes(key));
    expect(turns).toHaveLength(1000);
    expect(turns[0]?.at).toBeLessThan(12_000);
  });
});

it('few have none: their replies fit into any queue', async () => {
  resolve(500);
  await clock.advance(60_000);
  expect(due).toEqual([]);
});

it('counts what is still to come, and forgets it all', async () => {
  resolve(1000);
  await clock.advance(1000);
  expect(crowds.waiting).toBe(1000);
  crowds.clear();
  expect(crowds.waiting).toBe(0);
  expect(clock.pending).toBe(0);
});

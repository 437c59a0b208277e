import { beforeEach, expect, it } from '@jest/globals';
import { FakeClock } from '@kith/agent-testing';
import type { NeighborKey } from '@kith/net-types';

import { Lane } from './lane.js';

const keys = (count: number): NeighborKey[] =>
  Array.from({ length: count }, (_, i) => `1/10.0.0.${i}` as NeighborKey);

let clock: FakeClock;
let lane: Lane;

beforeEach(() => {
  clock = new FakeClock();
  lane = new Lane(clock);
});

it('lets the first through at once, then at its rate', async () => {
  for (const key of keys(100)) lane.add(key, 'node');
  expect(lane.take(10, 100)).toHaveLength(1);
  const taken: number[] = [];
  for (let i = 0; i < 20; i++) {
    await clock.advance(100);
    taken.push(lane.take(10, 100).length);
  }
  expect(taken).toEqual(Array(20).fill(1));
});

it('lets a slow one through too', async () => {
  for (const key of keys(3)) lane.add(key, 'node');
  expect(lane.take(0.5, 100)).toHaveLength(1);
  await clock.advance(1900);
  expect(lane.take(0.5, 100)).toHaveLength(0);
  await clock.advance(100);
  expect(lane.take(0.5, 100)).toHaveLength(1);
});

it('saves up no more than a tick, and one', async () => {
  for (const key of keys(1000)) lane.add(key, 'node');
  await clock.advance(60_000);
  expect(lane.take(2000, 100)).toHaveLength(201);
  expect(lane.take(2000, 100)).toHaveLength(0);
});

it('lets gateways through first, else in the order in which they came', async () => {
  const [a, b, c, d] = keys(4) as [NeighborKey, NeighborKey, NeighborKey, NeighborKey];
  lane.add(a, 'other');
  lane.add(b, 'node');
  lane.add(c, 'gateway');
  lane.add(d, 'node');
  await clock.advance(1000);
  expect(lane.take(100, 100)).toEqual([c, b, d, a]);
  expect(lane.size).toBe(0);
});

it('lets none through that was deleted', () => {
  const [a, b] = keys(2) as [NeighborKey, NeighborKey];
  lane.add(a, 'node');
  lane.add(b, 'node');
  lane.delete(a);
  expect(lane.size).toBe(1);
  expect(lane.take(100, 100)).toEqual([b]);
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@kith/agent-testing';

import { TurnWheel } from './turn-wheel.js';

let clock: FakeClock;
let came: { at: number; keys: readonly string[] }[];
let wheel: TurnWheel<string>;

beforeEach(() => {
  clock = new FakeClock();
  came = [];
  wheel = new TurnWheel(clock, 100, (keys) => came.push({ at: clock.now(), keys }));
});

describe('a turn', () => {
  it('comes once, never early, and at most a slot late', async () => {
    wheel.set('a', 150);
    wheel.set('b', 200);
    wheel.set('c', 1000);
    await clock.advance(5000);
    expect(came).toEqual([
      { at: 200, keys: ['a', 'b'] },
      { at: 1000, keys: ['c'] },
    ]);
  });

  it('that is overdue comes at once', async () => {
    await clock.advance(1000);
    wheel.set('a', 10);
    wheel.set('b', -Infinity);
    await clock.advance(0);
    expect(came).toEqual([{ at: 1000, keys: ['a', 'b'] }]);
  });

  it('that is set again replaces the earlier one', async () => {
    wheel.set('a', 100);
    wheel.set('a', 300);
    wheel.set('b', 900);
    wheel.set('b', 200);
    await clock.advance(5000);
    expect(came.map(({ at, keys }) => [at, ...keys])).toEqual([
      [200, 'b'],
      [300, 'a'],
    ]);
  });

  it('that is deleted does not come', async () => {
    wheel.set('a', 100);
    wheel.set('b', 100);
    wheel.delete('a');
    wheel.delete('never');
    await clock.advance(5000);
    expect(came).toEqual([{ at: 100, keys: ['b'] }]);
  });
});

it('has one timer for all, and none for none', async () => {
  for (let i = 0; i < 1000; i++) wheel.set(`${i}`, i * 10);
  expect(clock.pending).toBe(1);
  await clock.advance(10_000);
  expect(clock.pending).toBe(0);
  expect(came.flatMap(({ keys }) => keys)).toHaveLength(1000);
});

it('forgets all turns', async () => {
  wheel.set('a', 100);
  wheel.clear();
  expect(clock.pending).toBe(0);
  await clock.advance(5000);
  expect(came).toEqual([]);
});

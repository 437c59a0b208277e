import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@kith/agent-testing';

import { Deadlines } from './deadlines.js';

let clock: FakeClock;
let due: [number, readonly string[]][];
let deadlines: Deadlines<string>;

beforeEach(() => {
  clock = new FakeClock();
  due = [];
  deadlines = new Deadlines(clock, (keys) => due.push([clock.now(), keys]));
});

it('tells of each key once, at its time', async () => {
  deadlines.set('late', 200);
  deadlines.set('soon', 100);
  expect(deadlines.has('soon')).toBe(true);
  await clock.advance(1000);
  expect(due).toEqual([
    [100, ['soon']],
    [200, ['late']],
  ]);
  expect(deadlines.has('soon')).toBe(false);
});

it('has one timer for all keys, and none when nothing is due', async () => {
  for (let i = 0; i < 100; i++) deadlines.set(`key${i}`, 100);
  expect(clock.pending).toBe(1);
  await clock.advance(100);
  expect(due).toHaveLength(1);
  expect(due[0]?.[1]).toHaveLength(100);
  expect(clock.pending).toBe(0);
});

describe('a key with a deadline', () => {
  beforeEach(() => deadlines.set('key', 100));

  it('can be given a later one', async () => {
    await clock.advance(50);
    deadlines.set('key', 100);
    await clock.advance(1000);
    expect(due).toEqual([[150, ['key']]]);
  });

  it('can be given an earlier one', async () => {
    deadlines.set('key', 10);
    await clock.advance(1000);
    expect(due).toEqual([[10, ['key']]]);
  });

  it('can be spared', async () => {
    deadlines.delete('key');
    expect(deadlines.has('key')).toBe(false);
    await clock.advance(1000);
    expect(due).toEqual([]);
  });

  it('is forgotten with all others, timer too', async () => {
    deadlines.clear();
    expect(clock.pending).toBe(0);
    deadlines.set('other', 200);
    await clock.advance(1000);
    expect(due).toEqual([[200, ['other']]]);
  });
});

it('can be given a new deadline while it is told', async () => {
  const again = new Deadlines<string>(clock, (keys) => {
    due.push([clock.now(), keys]);
    if (due.length < 3) for (const key of keys) again.set(key, 10);
  });
  again.set('key', 10);
  await clock.advance(1000);
  expect(due.map(([at]) => at)).toEqual([10, 20, 30]);
});

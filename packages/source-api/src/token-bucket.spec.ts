import { beforeEach, expect, it } from '@jest/globals';
import { FakeClock } from '@kith/agent-testing';

import { TokenBucket } from './token-bucket.js';

let clock: FakeClock;
let limits: { perSecond: number; burst: number };
let bucket: TokenBucket;

beforeEach(() => {
  clock = new FakeClock();
  limits = { perSecond: 100, burst: 1000 };
  bucket = new TokenBucket(clock, () => limits);
});

it('lets a burst through, and then so many a second', async () => {
  expect(bucket.take(1000)).toBe(0);
  expect(bucket.take(1)).toBe(10);
  await clock.advance(10);
  expect(bucket.take(1)).toBe(0);
  await clock.advance(1000);
  expect(bucket.available()).toBe(100);
});

it('takes nothing when it cannot take all, and says when it can', async () => {
  bucket.take(950);
  expect(bucket.take(250)).toBe(2000);
  expect(bucket.take(50)).toBe(0);
  await clock.advance(2500);
  expect(bucket.take(250)).toBe(0);
});

it('does not save more than a burst', async () => {
  await clock.advance(3_600_000);
  expect(bucket.available()).toBe(1000);
});

it('takes what costs nothing, also when it is empty', () => {
  bucket.take(1000);
  expect(bucket.take(0)).toBe(0);
});

it('obeys other limits from then on', async () => {
  bucket.take(1000);
  limits = { perSecond: 1, burst: 5 };
  await clock.advance(10_000);
  expect(bucket.available()).toBe(5);
});

it('is ready when it said that it would be, whatever the rate', async () => {
  for (const perSecond of [1, 3, 7, 100, 333]) {
    limits = { perSecond, burst: 1000 };
    bucket = new TokenBucket(clock, () => limits);
    bucket.take(1000);
    for (let i = 0; i < 50; i++) {
      await clock.advance(bucket.take(1));
      expect([perSecond, bucket.take(1)]).toEqual([perSecond, 0]);
    }
  }
});

import { beforeEach, expect, it } from '@jest/globals';
import { FakeClock } from '@kith/agent-testing';

import { Settling } from './settling.js';

let clock: FakeClock;
let acts: number[];
let settling: Settling;

beforeEach(() => {
  clock = new FakeClock();
  acts = [];
  settling = new Settling(clock, { quiet: 50, most: 500 }, () => acts.push(clock.now()));
});

it('acts once, when it has been quiet', async () => {
  settling.happened();
  await clock.advance(40);
  settling.happened();
  await clock.advance(1000);
  expect(acts).toEqual([90]);
});

it('acts now and then while it is never quiet', async () => {
  for (let i = 0; i < 30; i++) {
    settling.happened();
    await clock.advance(40);
  }
  expect(acts).toEqual([500, 1020]);
});

it('does not act once it was stopped', async () => {
  settling.happened();
  settling.stop();
  await clock.advance(1000);
  expect(acts).toEqual([]);
  expect(clock.pending).toBe(0);
});

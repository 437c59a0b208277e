import { expect, it } from '@jest/globals';

import { wait } from './wait.js';

/** A clock whose timers fire when the test says so. */
function clock() {
  const timers = new Set<() => void>();
  return {
    timers,
    now: () => 0,
    wallTime: () => new Date(0),
    yield: () => Promise.resolve(),
    timer: (_ms: number, callback: () => void) => {
      timers.add(callback);
      return () => void timers.delete(callback);
    },
  };
}

it('lasts until its time is over', async () => {
  const time = clock();
  const waiting = wait(time, 100, new AbortController().signal);
  for (const fire of time.timers) fire();
  await waiting;
  expect(time.timers.size).toBe(0);
});

it('ends early, and takes its timer back, when the signal aborts', async () => {
  const time = clock();
  const abort = new AbortController();
  const waiting = wait(time, 100, abort.signal);
  abort.abort();
  await waiting;
  expect(time.timers.size).toBe(0);
});

it('does not begin when the signal has aborted', async () => {
  const time = clock();
  await wait(time, 100, AbortSignal.abort());
  expect(time.timers.size).toBe(0);
});

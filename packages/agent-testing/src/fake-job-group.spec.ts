import { beforeEach, describe, expect, it } from '@jest/globals';

import { FakeClock } from './fake-clock.js';
import { FakeJobGroup } from './fake-job-group.js';

describe('FakeJobGroup', () => {
  let clock: FakeClock;
  let jobs: FakeJobGroup;

  beforeEach(() => {
    clock = new FakeClock();
    jobs = new FakeJobGroup(clock);
  });

  it('makes one more run of all kicks that arrive during a run', async () => {
    const kick = jobs.onKick('write', () => Promise.resolve());
    kick();
    kick();
    kick();
    await jobs.settled();
    expect(jobs.runs.get('write')).toBe(2);
  });

  it('repeats what throws after a growing back-off', async () => {
    let failuresLeft = 2;
    const kick = jobs.onKick('write', () =>
      failuresLeft-- > 0 ? Promise.reject(new Error('no')) : Promise.resolve(),
    );
    kick();
    await clock.advance(99);
    expect(jobs.runs.get('write')).toBe(1);
    await clock.advance(1);
    expect(jobs.runs.get('write')).toBe(2);
    await clock.advance(200);
    expect(jobs.runs.get('write')).toBe(3);
    expect(jobs.failures.get('write')).toHaveLength(2);
    await clock.advance(60_000);
    expect(jobs.runs.get('write')).toBe(3);
  });

  it('counts an interval from the end of the last run and reads it anew', async () => {
    let interval = 10;
    const kick = jobs.every(
      'audit',
      () => interval,
      () => Promise.resolve(),
    );
    await clock.advance(25);
    expect(jobs.runs.get('audit')).toBe(2);
    interval = 0;
    await clock.advance(100);
    expect(jobs.runs.get('audit')).toBe(3);
    interval = 10;
    kick();
    await clock.advance(10);
    expect(jobs.runs.get('audit')).toBe(5);
  });

  it('lets a lasting job go on while it settles, and aborts it at stop', async () => {
    let hasEnded = false;
    jobs.run('watch', async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      hasEnded = true;
    });
    await jobs.settled();
    expect(hasEnded).toBe(false);
    await jobs.stop();
    expect(hasEnded).toBe(true);
  });

  it('runs nothing after stop', async () => {
    const kick = jobs.onKick('write', () => Promise.resolve());
    await jobs.stop();
    kick();
    await jobs.settled();
    expect(jobs.runs.size).toBe(0);
  });
});

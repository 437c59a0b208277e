import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock, FakeHealth, MemoryLogger } from '@kith/agent-testing';

import { PluginJobs } from './plugin-jobs.js';

describe('PluginJobs', () => {
  let clock: FakeClock;
  let health: FakeHealth;
  let abort: AbortController;
  let jobs: PluginJobs;

  beforeEach(() => {
    clock = new FakeClock();
    health = new FakeHealth('alpha');
    abort = new AbortController();
    // the middle of the jitter: three quarters of each back-off
    jobs = new PluginJobs(clock, health, new MemoryLogger(), () => 0.5);
    jobs.open(abort.signal);
  });

  /** A job that counts its runs and throws while `failures` last. */
  const counted = (failures = 0) => {
    const job = {
      runs: 0,
      failures,
      body: (): Promise<void> => {
        job.runs++;
        return job.failures-- > 0 ? Promise.reject(new Error('no luck')) : Promise.resolve();
      },
    };
    return job;
  };

  it('makes one more run of all kicks that arrive during a run', async () => {
    const job = counted();
    const kick = jobs.onKick('write', job.body);
    kick();
    expect(job.runs).toBe(1);
    kick();
    kick();
    await clock.settle();
    expect(job.runs).toBe(2);
  });

  it('does not overlap a run with the kick that the run itself gives', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const kick = jobs.onKick('write', async () => {
      most = Math.max(most, ++running);
      if (++runs < 3) kick();
      await clock.yield();
      running--;
    });
    kick();
    await clock.settle();
    expect(runs).toBe(3);
    expect(most).toBe(1);
  });

  it('repeats what throws, later and later', async () => {
    const job = counted(3);
    jobs.run('list', job.body);
    await clock.advance(74);
    expect(job.runs).toBe(1);
    await clock.advance(1);
    expect(job.runs).toBe(2);
    await clock.advance(150);
    expect(job.runs).toBe(3);
    await clock.advance(300);
    expect(job.runs).toBe(4);
    await clock.advance(60_000);
    expect(job.runs).toBe(4);
    expect(clock.pending).toBe(0);
  });

  it('waits 30 s at most', async () => {
    const job = counted(Infinity);
    jobs.run('list', job.body);
    await clock.advance(600_000);
    const before = job.runs;
    await clock.advance(30_000);
    expect(job.runs).toBeGreaterThan(before);
  });

  it('says so in health, and is OK again with the next success', async () => {
    jobs.run('list', counted(1).body);
    await clock.settle();
    expect(health.complaints()).toEqual(['alpha/list: list failed and is tried again: no luck']);
    await clock.advance(100);
    expect(health.complaints()).toEqual([]);
  });

  it('is OK again when a job that failed has since been running for long', async () => {
    let isBroken = true;
    jobs.run('watch', async (signal) => {
      if (isBroken) throw new Error('no luck');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    await clock.settle();
    isBroken = false;
    await clock.advance(20_000);
    expect(health.complaints()).toHaveLength(1);
    await clock.advance(15_000);
    expect(health.complaints()).toEqual([]);
  });

  it('counts an interval from the end of a run and reads it anew', async () => {
    const job = counted();
    let interval = 10;
    const kick = jobs.every('audit', () => interval, job.body);
    await clock.advance(9);
    expect(job.runs).toBe(0);
    await clock.advance(11);
    expect(job.runs).toBe(2);
    interval = 0;
    await clock.advance(100);
    expect(job.runs).toBe(3);
    interval = 10;
    kick();
    await clock.advance(10);
    expect(job.runs).toBe(5);
  });

  it('aborts and awaits what runs when the plugin stops', async () => {
    let hasEnded = false;
    jobs.run('watch', async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await clock.yield();
      hasEnded = true;
      throw new Error('cut off');
    });
    const retried = counted(1);
    jobs.run('list', retried.body);
    await clock.settle();
    abort.abort();
    await jobs.close();
    expect(hasEnded).toBe(true);
    await clock.advance(1000);
    expect(retried.runs).toBe(1);
    expect(clock.pending).toBe(0);
    expect(health.complaints()).toEqual(['alpha/list: list failed and is tried again: no luck']);
  });

  it('does nothing while the plugin does not run, and works when it runs again', async () => {
    const job = counted();
    const kick = jobs.onKick('write', job.body);
    abort.abort();
    await jobs.close();
    kick();
    expect(() => jobs.run('list', job.body)).toThrow('not running');
    expect(() => jobs.every('audit', () => 1, job.body)).toThrow('not running');
    expect(job.runs).toBe(0);
    jobs.open(new AbortController().signal);
    kick();
    expect(job.runs).toBe(1);
  });
});

import type { JobGroup, Kick } from '@kith/agent-api';

import type { FakeClock } from './fake-clock.js';

type Job = (signal: AbortSignal) => Promise<void>;

const FIRST_BACK_OFF = 100;
const LONGEST_BACK_OFF = 30_000;
const TURNS_BEFORE_GIVING_UP = 10_000;

/**
 * Runs jobs as the runtime does, on a FakeClock: kicks coalesce, what throws is repeated after
 * 100 ms, 200 ms ... 30 s (no jitter), and nothing overlaps itself.
 */
export class FakeJobGroup implements JobGroup {
  /** How often each job began. */
  readonly runs = new Map<string, number>();
  /** What each job threw, in order. */
  readonly failures = new Map<string, unknown[]>();

  readonly #abort = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  /** Jobs of `run()`, which may well last until the group stops. */
  readonly #lasting = new Set<string>();

  constructor(private readonly clock: FakeClock) {}

  run(name: string, job: Job): void {
    this.#lasting.add(name);
    this.#repeat(name, job)();
  }

  onKick(name: string, job: Job): Kick {
    return this.#repeat(name, job);
  }

  every(name: string, interval: () => number, job: Job): Kick {
    const arm = (): void => {
      const ms = interval();
      if (ms > 0) disarm = this.clock.timer(ms, kick);
    };
    const kick = this.#repeat(name, job, arm);
    let disarm = (): void => undefined;
    arm();
    return () => {
      disarm();
      kick();
    };
  }

  /**
   * Resolves when no kicked or periodic job runs; jobs of `run()` may go on. Moves no time.
   * @throws Error naming the jobs that do not end
   */
  async settled(): Promise<void> {
    for (let turns = 0; turns < TURNS_BEFORE_GIVING_UP; turns++) {
      await this.clock.settle();
      if (this.#unfinished().length === 0) return;
    }
    throw new Error(`still running: ${this.#unfinished().join(', ')}`);
  }

  /** Aborts all jobs and resolves when they have ended. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await Promise.all(this.#running.values());
  }

  #unfinished(): readonly string[] {
    return [...this.#running.keys()].filter((name) => !this.#lasting.has(name));
  }

  /** A kick that runs `job`, again if kicked meanwhile or if it throws; `onIdle` follows each success. */
  #repeat(name: string, job: Job, onIdle: () => void = () => undefined): Kick {
    let isKicked = false;
    let isRunning = false;
    let backOff = FIRST_BACK_OFF;
    let cancelRetry = (): void => undefined;

    const begin = async (): Promise<void> => {
      this.runs.set(name, (this.runs.get(name) ?? 0) + 1);
      try {
        await job(this.#abort.signal);
        backOff = FIRST_BACK_OFF;
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        this.failures.set(name, [...(this.failures.get(name) ?? []), error]);
        cancelRetry = this.clock.timer(backOff, kick);
        backOff = Math.min(backOff * 2, LONGEST_BACK_OFF);
        return;
      }
      onIdle();
    };

    const kick = (): void => {
      if (this.#abort.signal.aborted) return;
      if (isRunning) {
        isKicked = true;
        return;
      }
      cancelRetry();
      isRunning = true;
      isKicked = false;
      const ended = begin().finally(() => {
        isRunning = false;
        this.#running.delete(name);
        if (isKicked) kick();
      });
      this.#running.set(name, ended);
    };
    return kick;
  }
}

import type { Cancel, Clock, Health, Logger } from '@kith/agent-api';

export type Job = (signal: AbortSignal) => Promise<void>;

export interface JobSurroundings {
  readonly name: string;
  readonly clock: Clock;
  readonly health: Health;
  readonly logger: Logger;
  /** 0 <= random() < 1. */
  readonly random: () => number;
}

const FIRST_BACK_OFF = 100;
const LONGEST_BACK_OFF = 30_000;

/** Runs a job when kicked, never twice at a time, and again after a growing back-off when it throws. */
export class RepeatingJob {
  #isRunning = false;
  #isKicked = false;
  #failures = 0;
  #cancelTimer: Cancel = () => undefined;
  #lastRun: Promise<void> = Promise.resolve();

  /** `interval` ms after the end of a run comes the next; 0 or none = only when kicked. */
  constructor(
    private readonly around: JobSurroundings,
    private readonly job: Job,
    private readonly interval: () => number = () => 0,
  ) {}

  /** Runs now, or once more after the present run. */
  kick(signal: AbortSignal): void {
    if (signal.aborted) return;
    if (this.#isRunning) {
      this.#isKicked = true;
      return;
    }
    this.#cancelTimer();
    this.#isRunning = true;
    this.#isKicked = false;
    this.#lastRun = this.#run(signal).then(() => {
      this.#isRunning = false;
      if (this.#isKicked) this.kick(signal);
    });
  }

  /** Waits for its interval. */
  arm(signal: AbortSignal): void {
    this.#cancelTimer();
    const ms = this.interval();
    if (ms > 0) this.#kickIn(ms, signal);
  }

  /** Resolves when nothing runs and nothing waits. The signal was aborted before. */
  async ended(): Promise<void> {
    this.#cancelTimer();
    this.#failures = 0;
    await this.#lastRun;
  }

  async #run(signal: AbortSignal): Promise<void> {
    // while it goes on for so long, what it failed for before is over
    const cancelRecovery =
      this.#failures > 0
        ? this.around.clock.timer(LONGEST_BACK_OFF, () => this.#recovered())
        : () => undefined;
    try {
      await this.job(signal);
      this.#recovered();
      if (!signal.aborted) this.arm(signal);
    } catch (error) {
      // what fails because it was told to end is no news
      if (!signal.aborted) this.#failed(error, signal);
    } finally {
      cancelRecovery();
    }
  }

  #recovered(): void {
    if (this.#failures === 0) return;
    this.#failures = 0;
    this.around.health.ok();
  }

  #failed(error: unknown, signal: AbortSignal): void {
    const { name, health, logger, random } = this.around;
    const longest = Math.min(FIRST_BACK_OFF * 2 ** this.#failures, LONGEST_BACK_OFF);
    // jitter: those that failed together do not try again together
    const backOff = longest * (0.5 + random() / 2);
    this.#failures++;
    health.degraded(`${name} failed and is tried again`, error);
    logger.debug({ job: name, failures: this.#failures, backOff, error }, 'job failed');
    this.#kickIn(backOff, signal);
  }

  #kickIn(ms: number, signal: AbortSignal): void {
    this.#cancelTimer = this.around.clock.timer(ms, () => this.kick(signal));
  }
}

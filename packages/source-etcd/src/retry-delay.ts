import { type Clock, wait } from '@kith/agent-api';

const FIRST = 250;
const LONGEST = 10_000;

/** Waits between tries, longer each time: 250 ms to 10 s, with jitter, so that agents that failed together do not come back together. */
export class RetryDelay {
  private longest = FIRST;

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number = Math.random,
  ) {}

  /** The next wait is a short one again. */
  reset(): void {
    this.longest = FIRST;
  }

  /** Resolves early when the signal aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    const ms = this.longest * (0.5 + this.random() / 2);
    this.longest = Math.min(this.longest * 2, LONGEST);
    await wait(this.clock, ms, signal);
  }
}

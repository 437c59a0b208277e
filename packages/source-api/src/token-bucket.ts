import type { Clock } from '@kith/agent-api';

/** How much may be taken. */
export interface BucketLimits {
  readonly perSecond: number;
  /** At once, after a rest. */
  readonly burst: number;
}

/** Lets so many through a second, and a burst of them after a rest. Full at first. */
export class TokenBucket {
  private tokens = Infinity;
  private at: number;

  constructor(
    private readonly clock: Clock,
    private readonly limits: () => BucketLimits,
  ) {
    this.at = clock.now();
  }

  /** How many can be taken now. */
  available(): number {
    const { perSecond, burst } = this.limits();
    const now = this.clock.now();
    this.tokens = Math.min(burst, this.tokens + ((now - this.at) / 1000) * perSecond);
    this.at = now;
    // what arithmetic lost must not cost one
    return Math.floor(this.tokens + 1e-6);
  }

  /** Takes `count`, or none. @returns 0, or the milliseconds after which they can be had */
  take(count: number): number {
    if (count > this.available()) {
      return Math.ceil(((count - this.tokens) / this.limits().perSecond) * 1000);
    }
    this.tokens = Math.max(0, this.tokens - count);
    return 0;
  }
}

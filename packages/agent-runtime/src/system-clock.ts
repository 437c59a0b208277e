import type { Cancel, Clock } from '@kith/agent-api';

/** What setTimeout takes; more would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The time of this machine. The only place that asks it. */
export class SystemClock implements Clock {
  now(): number {
    return performance.now();
  }

  wallTime(): Date {
    return new Date();
  }

  timer(ms: number, callback: () => void): Cancel {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_TIMER)).unref();
    return () => clearTimeout(timer);
  }

  yield(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }
}

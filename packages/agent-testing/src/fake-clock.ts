import { setImmediate as turn } from 'node:timers/promises';

import type { Cancel, Clock } from '@kith/agent-api';

interface FakeTimer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told to advance. */
export class FakeClock implements Clock {
  /** How often `yield()` was called. */
  yields = 0;

  #now = 0;
  readonly #timers = new Set<FakeTimer>();

  /** `start` is the time of day when `now()` is 0. */
  constructor(private readonly start = new Date('2026-01-01T00:00:00.000Z')) {}

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  wallTime(): Date {
    return new Date(this.start.getTime() + this.#now);
  }

  timer(ms: number, callback: () => void): Cancel {
    const timer = { at: this.#now + Math.max(0, ms), callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  yield(): Promise<void> {
    this.yields++;
    return Promise.resolve();
  }

  /** Fires, in order, what is due within the next `ms`, and lets promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await this.settle();
    }
    this.#now = end;
  }

  /** Lets promises settle without moving the time: one turn of the event loop drains every chain of them. */
  async settle(): Promise<void> {
    await turn();
  }

  /** The earliest timer up to `end`; of equals the one that was set first. */
  #next(end: number): FakeTimer | undefined {
    let next: FakeTimer | undefined;
    for (const timer of this.#timers) {
      if (timer.at <= end && (!next || timer.at < next.at)) next = timer;
    }
    return next;
  }
}

import { setImmediate as turn } from 'node:timers/promises';

import type { Cancel, Clock } from '@kith/agent-api';

interface FakeTimer {
  readonly at: number;
  readonly callback: () => void;
}

const DONE = Promise.resolve();

/** A clock that stands still until it is told to advance. */
export class FakeClock implements Clock {
  /** How often `yield()` was called. */
  yields = 0;

  #now = 0;
  /** The earliest first; of equals the one that was set first. */
  readonly #timers: FakeTimer[] = [];

  /** `start` is the time of day when `now()` is 0. */
  constructor(private readonly start = new Date('2026-01-01T00:00:00.000Z')) {}

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.#now;
  }

  wallTime(): Date {
    return new Date(this.start.getTime() + this.#now);
  }

  timer(ms: number, callback: () => void): Cancel {
    const timer = { at: this.#now + Math.max(0, ms), callback };
    this.#timers.splice(this.#after(timer.at), 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  yield(): Promise<void> {
    this.yields++;
    return DONE;
  }

  /** Fires, in order, what is due within the next `ms`, and lets promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let next = this.#timers[0]; next && next.at <= end; next = this.#timers[0]) {
      this.#timers.shift();
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

  /** Where a timer belongs, after those that fire before it. */
  #after(at: number): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#timers[middle] as FakeTimer).at <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

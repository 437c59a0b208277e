import { inspect } from 'node:util';

import { slowness } from './slowness.js';

interface Waiter<T> {
  readonly matches: (event: T) => boolean;
  readonly resolve: (event: T) => void;
}

/** Everything that was seen, in order, and a way to wait for what was not seen yet. */
export class EventLog<T> {
  private readonly seen: T[] = [];
  private waiters: readonly Waiter<T>[] = [];

  get all(): readonly T[] {
    return this.seen;
  }

  add(event: T): void {
    this.seen.push(event);
    const due = this.waiters.filter(({ matches }) => matches(event));
    this.waiters = this.waiters.filter((waiter) => !due.includes(waiter));
    for (const { resolve } of due) resolve(event);
  }

  /**
   * The first event that matches, whether it was seen already or is still to come.
   *
   * @throws Error after `within` milliseconds times `slowness`, with the last events that were seen.
   */
  async until(matches: (event: T) => boolean, within = 10_000): Promise<T> {
    const early = this.seen.find(matches);
    if (early !== undefined) return early;
    const limit = within * slowness;
    let timer: NodeJS.Timeout | undefined;
    const found = new Promise<T>((resolve, reject) => {
      this.waiters = [...this.waiters, { matches, resolve }];
      timer = setTimeout(() => {
        const last = inspect(this.seen.slice(-10), { breakLength: 120 });
        reject(
          new Error(`no such event within ${limit} ms; the last of ${this.seen.length}: ${last}`),
        );
      }, limit);
    });
    return found.finally(() => clearTimeout(timer));
  }
}

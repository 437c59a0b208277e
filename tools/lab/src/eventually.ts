import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';

import { slowness } from './slowness.js';

export interface EventuallyOptions {
  /**
   * Milliseconds, times `slowness`; default 10,000: "soon" holds on an idle machine, a test must also pass on a busy
   * one.
   */
  readonly within?: number;
  /** What is waited for, for the error. */
  readonly describe?: string;
}

// to look costs processes: the longer it takes, the less a pause adds to what was measured
const PAUSE_MS = { least: 20 * slowness, most: 200 * slowness };
const PAUSE_SHARE = 0.1;

/**
 * Waits until `check` neither throws (or rejects) nor gives `false`.
 *
 * @returns how long it took, in milliseconds; up to a tenth too much, since it looks ever less often.
 * @throws Error after `within`, with what was seen last.
 */
export async function eventually(
  check: () => unknown,
  { within = 10_000, describe = 'the condition' }: EventuallyOptions = {},
): Promise<number> {
  const start = performance.now();
  const limit = within * slowness;
  for (;;) {
    const seen = await look(check);
    const elapsed = performance.now() - start;
    if (seen === undefined) return elapsed;
    if (elapsed >= limit) {
      throw new Error(`${describe}: not within ${limit} ms; last seen: ${seen}`);
    }
    await delay(Math.min(Math.max(elapsed * PAUSE_SHARE, PAUSE_MS.least), PAUSE_MS.most));
  }
}

/** What stands against it, or undefined when it holds. */
async function look(check: () => unknown): Promise<string | undefined> {
  try {
    return (await check()) === false ? 'false' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : inspect(error);
  }
}

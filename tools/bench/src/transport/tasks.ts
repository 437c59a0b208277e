import type { Sample } from './sample.js';

/**
 * `write` and `delete` on the first device, by the writer; `dump`: the mirror's start, from nothing to all that the
 * kernel has; `resolve`: the next hops over each device.
 */
export type TaskKind = 'write' | 'delete' | 'dump' | 'resolve';

/** What the process with Kith's packages is asked to do with the first `count` addresses. */
export interface Task {
  readonly kind: TaskKind;
  readonly count: number;
}

/** What it answers. */
export type TaskResult = { readonly sample: Sample } | { readonly error: string };

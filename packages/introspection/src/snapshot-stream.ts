import type { AdminStream, Clock } from '@kith/agent-api';
import type { NeighborView } from '@kith/neighbor-api';

import { Signal } from './signal.js';

/** Milliseconds between two documents at least: a person reads no faster, and a big table costs CPU. */
const MIN_INTERVAL = 100;

/**
 * The document now, and again after each change. However slow the client, nothing piles up: changes
 * that came while it was reading are in the next document.
 */
export async function* snapshotStream(
  view: Pick<NeighborView, 'onChange'>,
  clock: Pick<Clock, 'timer'>,
  read: () => unknown,
  signal: AbortSignal,
): AdminStream {
  const changed = new Signal(signal);
  const unsubscribe = view.onChange(() => changed.raise());
  try {
    while (!signal.aborted) {
      yield read();
      await changed.pause(clock, MIN_INTERVAL);
      await changed.wait();
    }
  } finally {
    unsubscribe();
  }
}

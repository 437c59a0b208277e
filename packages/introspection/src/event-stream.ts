import type { AdminStream, Clock } from '@kith/agent-api';
import type { NeighborEvent, NeighborView } from '@kith/neighbor-api';

import { Signal } from './signal.js';

/** Events kept for a client that does not keep up; beyond it the oldest go, and it is told how many. */
const BUFFER = 1000;

/** Past events, then each new one. A slow client loses the oldest, and is told so by an event of kind `lost`. */
export async function* eventStream(
  view: Pick<NeighborView, 'recentEvents' | 'onEvent'>,
  clock: Pick<Clock, 'wallTime'>,
  signal: AbortSignal,
): AdminStream {
  const queue: NeighborEvent[] = [...view.recentEvents()];
  let lost = 0;
  const more = new Signal(signal);
  const unsubscribe = view.onEvent((event) => {
    queue.push(event);
    if (queue.length > BUFFER) {
      queue.shift();
      lost++;
    }
    more.raise();
  });
  try {
    while (!signal.aborted) {
      if (lost > 0) {
        const message = `${lost} events were left out: the reader is too slow`;
        lost = 0;
        yield { at: clock.wallTime().toISOString(), kind: 'lost', message };
      }
      const event = queue.shift();
      if (event) yield event;
      else await more.wait();
    }
  } finally {
    unsubscribe();
  }
}

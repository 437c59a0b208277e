import type { NeighborEvent, NeighborEventKind } from '@kith/neighbor-api';

import type { Terminal } from '../cli/terminal.js';
import { hanging } from './hanging.js';
import type { Color } from './paint.js';

/** What `/v1/events` streams: an event, or word that some were left out. */
export type StreamedEvent =
  NeighborEvent | { readonly at: string; readonly kind: 'lost'; readonly message: string };

const COLORS: Partial<Record<NeighborEventKind | 'lost', Color>> = {
  resolved: 'green',
  unresolved: 'red',
  parked: 'red',
  error: 'red',
  fight: 'red',
  repaired: 'yellow',
  taken: 'yellow',
  'mac-changed': 'yellow',
  duplicate: 'red',
  flapping: 'yellow',
  lost: 'yellow',
  foreign: 'cyan',
  takeover: 'cyan',
};

const KIND_WIDTH = 11;

/** An event of `kith events`: when, what, and in words; a line, if the terminal is as wide. */
export function renderEvent(
  event: StreamedEvent,
  { paint, columns }: Pick<Terminal, 'paint' | 'columns'>,
): string {
  const at = new Date(event.at);
  const two = (number: number): string => String(number).padStart(2, '0');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  const millis = String(at.getMilliseconds()).padStart(3, '0');
  const kind = event.kind.padEnd(KIND_WIDTH);
  const color = COLORS[event.kind];
  const when = paint('dim', `${time}.${millis}`);
  return hanging(`${when}  ${color ? paint(color, kind) : kind}  `, event.message, columns);
}

import { type Event, EVENT_ID, getScalarValue } from 'js-yaml';

import { formatPath, type Path } from './value-path.js';

/** Where each key and list item of the first document begins, by path; the whole document by the empty path. */
export function yamlOffsets(text: string, events: readonly Event[]): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  // the document itself comes first
  let next = 1;

  const isOpen = (): boolean => next < events.length && events[next]?.type !== EVENT_ID.POP;
  const visit = (path: Path): void => {
    const event = events[next++];
    if (event?.type === EVENT_ID.MAPPING) {
      while (isOpen()) visitPair(path);
    } else if (event?.type === EVENT_ID.SEQUENCE) {
      for (let i = 0; isOpen(); i++) {
        const itemPath = [...path, i];
        offsets.set(formatPath(itemPath), startOf(events[next]));
        visit(itemPath);
      }
    } else return;
    next++;
  };
  const visitPair = (path: Path): void => {
    const key = events[next];
    // a key that is no text is refused by whoever reads the value
    const keyPath = key?.type === EVENT_ID.SCALAR ? [...path, getScalarValue(text, key)] : path;
    if (keyPath !== path) offsets.set(formatPath(keyPath), startOf(key));
    visit(keyPath);
    visit(keyPath);
  };

  offsets.set('', startOf(events[next]));
  if (isOpen()) visit([]);
  return offsets;
}

function startOf(event: Event | undefined): number {
  switch (event?.type) {
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return event.start;
    case EVENT_ID.SCALAR:
      return Math.max(0, event.valueStart);
    case EVENT_ID.ALIAS:
      return event.anchorStart;
    default:
      return 0;
  }
}

import type { Cancel } from '@kith/agent-api';
import type { NeighborEvent } from '@kith/neighbor-api';
import { describe, expect, it } from '@jest/globals';

import { eventStream } from './event-stream.js';

const clock = { wallTime: () => new Date('2026-11-22T22:00:00Z') };

class FakeEvents {
  listeners = new Set<(event: NeighborEvent) => void>();

  constructor(private readonly past: readonly NeighborEvent[] = []) {}

  recentEvents(): readonly NeighborEvent[] {
    return this.past;
  }

  onEvent(listener: (event: NeighborEvent) => void): Cancel {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  emit(number: number): void {
    for (const listener of this.listeners) listener(event(number));
  }
}

const event = (number: number): NeighborEvent => ({
  at: '2026-11-22T22:00:00.000Z',
  kind: 'resolved',
  message: `event ${number}`,
});

function open(events: FakeEvents) {
  const abort = new AbortController();
  const stream = eventStream(events, clock, abort.signal)[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => ((await stream.next()) as { value: unknown }).value;
  return { abort, stream, next };
}

describe('eventStream', () => {
  it('gives past events, then new ones, in order', async () => {
    const events = new FakeEvents([event(1)]);
    const { next } = open(events);
    expect(await next()).toEqual(event(1));
    const waiting = next();
    events.emit(2);
    events.emit(3);
    expect(await waiting).toEqual(event(2));
    expect(await next()).toEqual(event(3));
  });

  it('keeps a bounded number for a slow client and says how many were left out', async () => {
    const events = new FakeEvents([event(0)]);
    const { next } = open(events);
    await next();
    for (let i = 1; i <= 1500; i++) events.emit(i);
    expect(await next()).toMatchObject({
      kind: 'lost',
      message: '500 events were left out: the reader is too slow',
    });
    expect(await next()).toEqual(event(501));
  });

  it('ends and unsubscribes when the client goes away', async () => {
    const events = new FakeEvents();
    const { abort, stream } = open(events);
    const waiting = stream.next();
    expect(events.listeners.size).toBe(1);
    abort.abort();
    expect((await waiting).done).toBe(true);
    expect(events.listeners.size).toBe(0);
  });
});

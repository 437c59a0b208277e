import type { Cancel } from '@kith/agent-api';
import { FakeClock } from '@kith/agent-testing';
import { describe, expect, it } from '@jest/globals';

import { snapshotStream } from './snapshot-stream.js';

class FakeChanges {
  readonly listeners = new Set<() => void>();

  onChange(listener: () => void): Cancel {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  change(): void {
    this.listeners.forEach((listener) => listener());
  }
}

function open() {
  const clock = new FakeClock();
  const changes = new FakeChanges();
  const abort = new AbortController();
  let reads = 0;
  const stream = snapshotStream(changes, clock, () => ++reads, abort.signal)[
    Symbol.asyncIterator
  ]();
  return { clock, changes, abort, stream };
}

describe('snapshotStream', () => {
  it('gives the document at once, and again after a change', async () => {
    const { clock, changes, stream } = open();
    expect((await stream.next()).value).toBe(1);
    const second = stream.next();
    await clock.advance(1000);
    changes.change();
    expect((await second).value).toBe(2);
  });

  it('makes one document of all that changed while the client was reading', async () => {
    const { clock, changes, stream } = open();
    await stream.next();
    for (let i = 0; i < 1000; i++) changes.change();
    const second = stream.next();
    await clock.advance(1000);
    expect((await second).value).toBe(2);
    let isThirdThere = false;
    void stream.next().then(() => (isThirdThere = true));
    await clock.advance(1000);
    expect(isThirdThere).toBe(false);
  });

  it('paces a storm of changes', async () => {
    const { clock, changes, stream } = open();
    await stream.next();
    changes.change();
    let isSecondThere = false;
    const second = stream.next().then(() => (isSecondThere = true));
    await clock.settle();
    expect(isSecondThere).toBe(false);
    await clock.advance(1000);
    await second;
    expect(isSecondThere).toBe(true);
  });

  it('ends and unsubscribes when the client goes away', async () => {
    const { clock, changes, abort, stream } = open();
    await stream.next();
    const waiting = stream.next();
    await clock.settle();
    expect(changes.listeners.size).toBe(1);
    abort.abort();
    expect((await waiting).done).toBe(true);
    expect(changes.listeners.size).toBe(0);
  });
});

import type { Cancel, Clock } from '@kith/agent-api';
import { describe, expect, it } from '@jest/globals';

import { snapshotStream } from './snapshot-stream.js';

/** Timers fire when the test says so. */
class ManualTimers implements Pick<Clock, 'timer'> {
  private readonly callbacks: (() => void)[] = [];

  timer(_ms: number, callback: () => void): Cancel {
    this.callbacks.push(callback);
    return () => undefined;
  }

  fire(): void {
    this.callbacks.splice(0).forEach((callback) => callback());
  }
}

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
  const timers = new ManualTimers();
  const changes = new FakeChanges();
  const abort = new AbortController();
  let reads = 0;
  const stream = snapshotStream(changes, timers, () => ++reads, abort.signal)[
    Symbol.asyncIterator
  ]();
  return { timers, changes, abort, stream };
}

/** Lets everything run that needs no further event. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('snapshotStream', () => {
  it('gives the document at once, and again after a change', async () => {
    const { timers, changes, stream } = open();
    expect((await stream.next()).value).toBe(1);
    const second = stream.next();
    await settle();
    timers.fire();
    changes.change();
    expect((await second).value).toBe(2);
  });

  it('makes one document of all that changed while the client was reading', async () => {
    const { timers, changes, stream } = open();
    await stream.next();
    for (let i = 0; i < 1000; i++) changes.change();
    const second = stream.next();
    await settle();
    timers.fire();
    expect((await second).value).toBe(2);
    let isThirdThere = false;
    void stream.next().then(() => (isThirdThere = true));
    await settle();
    timers.fire();
    await settle();
    expect(isThirdThere).toBe(false);
  });

  it('paces a storm of changes', async () => {
    const { timers, changes, stream } = open();
    await stream.next();
    changes.change();
    let isSecondThere = false;
    const second = stream.next().then(() => (isSecondThere = true));
    await settle();
    expect(isSecondThere).toBe(false);
    timers.fire();
    await second;
    expect(isSecondThere).toBe(true);
  });

  it('ends and unsubscribes when the client goes away', async () => {
    const { changes, abort, stream } = open();
    await stream.next();
    const waiting = stream.next();
    await settle();
    expect(changes.listeners.size).toBe(1);
    abort.abort();
    expect((await waiting).done).toBe(true);
    expect(changes.listeners.size).toBe(0);
  });
});

import { describe, expect, it } from '@jest/globals';

import { Signal } from './signal.js';

describe('Signal', () => {
  it('remembers being raised while nobody waited, once', async () => {
    const signal = new Signal(new AbortController().signal);
    signal.raise();
    signal.raise();
    await signal.wait();
    let isWoken = false;
    const second = signal.wait().then(() => (isWoken = true));
    await Promise.resolve();
    expect(isWoken).toBe(false);
    signal.raise();
    await second;
    expect(isWoken).toBe(true);
  });

  it('wakes who waits when aborted, and never blocks after', async () => {
    const abort = new AbortController();
    const signal = new Signal(abort.signal);
    const waiting = signal.wait();
    abort.abort();
    await waiting;
    await signal.wait();
    expect(abort.signal.aborted).toBe(true);
  });
});

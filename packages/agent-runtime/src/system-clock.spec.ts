import { describe, expect, it } from '@jest/globals';

import { SystemClock } from './system-clock.js';

describe('SystemClock', () => {
  const clock = new SystemClock();

  it('goes on, and calls back no earlier than asked', async () => {
    const start = clock.now();
    await new Promise<void>((resolve) => clock.timer(5, resolve));
    expect(clock.now() - start).toBeGreaterThanOrEqual(4);
  });

  it('does not fire what was taken back, nor at once what is far away', async () => {
    let fired = 0;
    clock.timer(0, () => fired++)();
    const cancel = clock.timer(2 ** 40, () => fired++);
    await new Promise<void>((resolve) => clock.timer(5, resolve));
    cancel();
    expect(fired).toBe(0);
  });

  it('lets I/O go first', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('pending'));
    await clock.yield();
    order.push('yielded');
    expect(order).toEqual(['pending', 'yielded']);
  });
});

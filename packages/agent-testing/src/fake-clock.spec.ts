import { describe, expect, it } from '@jest/globals';

import { FakeClock } from './fake-clock.js';

describe('FakeClock', () => {
  it('fires timers in the order of their time, then of their setting', async () => {
    const clock = new FakeClock();
    const fired: string[] = [];
    clock.timer(20, () => fired.push('late'));
    clock.timer(10, () => fired.push('early'));
    clock.timer(20, () => fired.push('later'));
    await clock.advance(20);
    expect(fired).toEqual(['early', 'late', 'later']);
  });

  it('lets what a timer set off settle, and fires what that set', async () => {
    const clock = new FakeClock();
    const at: number[] = [];
    const tick = async (): Promise<void> => {
      await clock.yield();
      at.push(clock.now());
      clock.timer(10, () => void tick());
    };
    await tick();
    await clock.advance(25);
    expect(at).toEqual([0, 10, 20]);
    expect(clock.pending).toBe(1);
    expect(clock.now()).toBe(25);
  });

  it('does not fire what was canceled', async () => {
    const clock = new FakeClock();
    let fired = 0;
    clock.timer(10, () => fired++)();
    await clock.advance(10);
    expect(fired).toBe(0);
  });

  it('moves the time of day along', async () => {
    const clock = new FakeClock(new Date(1000));
    await clock.advance(500);
    expect(clock.wallTime()).toEqual(new Date(1500));
  });
});

import { describe, expect, it } from '@jest/globals';

import type { NotificationReceiver } from './notification-socket.js';
import { PacedNotifications } from './paced-notifications.js';

/** Notifications of which `queue` says how many are waiting; `tick` lets the timer fire, `turn` the event loop turn. */
function open() {
  const state = { queued: 0, read: 0, isDeaf: false, isClosed: false };
  const receiver: NotificationReceiver = { received: () => state.read++, failed: () => undefined };
  const socket = {
    read: (limit: number): number => {
      const count = Math.min(limit, state.queued);
      state.queued -= count;
      for (let i = 0; i < count; i++) receiver.received(Buffer.alloc(0), 0);
      return count;
    },
    drops: () => 0,
    hasQueued: () => state.queued > 0,
    close: () => void (state.isClosed = true),
  };
  let due: (() => void) | undefined;
  let resume: (() => void) | undefined;
  const pauses: number[] = [];
  const source = new PacedNotifications(socket, receiver, {
    receiveBuffer: 0,
    clock: {
      yield: () => new Promise((resolve) => (resume = resolve)),
      timer: (ms, callback) => {
        pauses.push(ms);
        due = callback;
        return () => (due = undefined);
      },
    },
  });
  source.install({ setDeafToRoutine: (isDeaf) => (state.isDeaf = isDeaf), close: () => undefined });
  const tick = (): void => {
    const callback = due;
    due = undefined;
    callback?.();
  };
  const turn = async (): Promise<void> => {
    resume?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { source, state, pauses, tick, turn, isTimerSet: () => due !== undefined };
}

describe('PacedNotifications', () => {
  it('reads at once what rang, and is deaf to routine from then on', () => {
    const { source, state } = open();
    state.queued = 3;
    source.rang();
    expect(state).toMatchObject({ read: 3, isDeaf: true });
  });

  it('reads routine by the clock as long as there is some, then listens again', () => {
    const { source, state, tick, isTimerSet } = open();
    source.rang();
    state.queued = 5;
    tick();
    expect(state).toMatchObject({ read: 5, isDeaf: true });
    tick();
    expect(state.isDeaf).toBe(false);
    expect(isTimerSet()).toBe(false);
  });

  it('reads it less and less often while it goes on, and often again once it rang anew', () => {
    const { source, state, pauses, tick } = open();
    source.rang();
    for (let i = 0; i < 4; i++) {
      state.queued = 5;
      tick();
    }
    tick();
    source.rang();
    expect(pauses).toEqual([50, 100, 200, 250, 250, 50]);
  });

  it('reads at once what rings while it is deaf to routine', () => {
    const { source, state } = open();
    source.rang();
    state.queued = 1;
    source.rang();
    expect(state.read).toBe(1);
  });

  it('reads a long queue in several turns', async () => {
    const { source, state, turn } = open();
    state.queued = 600;
    source.rang();
    expect(state.read).toBe(256);
    source.rang();
    expect(state.read).toBe(256);
    await turn();
    await turn();
    expect(state.read).toBe(600);
  });

  it('reads nothing more once it is closed', async () => {
    const { source, state, turn, isTimerSet } = open();
    state.queued = 600;
    source.rang();
    source.close();
    await turn();
    expect(state).toMatchObject({ read: 256, isClosed: true });
    expect(isTimerSet()).toBe(false);
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';

import { AccessTurns } from './access-turns.js';

const OURS = {};

let turns: AccessTurns;
/** Ends each that was begun. */
let begun: (() => void)[];

beforeEach(() => {
  turns = new AccessTurns();
  begun = [];
});

const ask = (): Promise<void> => new Promise((resolve) => begun.push(resolve));
const take = (signal = new AbortController().signal, whose = OURS): Promise<void> =>
  turns.take(whose, ask, signal);

describe('access that hangs', () => {
  it('is given up when it was long enough, and not asked for again while it hangs', async () => {
    for (let i = 0; i < 3; i++) {
      const limit = new AbortController();
      const taken = take(limit.signal);
      limit.abort(new Error('late'));
      await expect(taken).rejects.toThrow('late');
    }
    expect(begun).toHaveLength(1);
  });

  it('is asked for again once it is over', async () => {
    const first = take();
    const second = take();
    begun[0]?.();
    await first;
    await new Promise(setImmediate);
    expect(begun).toHaveLength(2);
    begun[1]?.();
    await second;
  });

  it('keeps nobody else waiting', async () => {
    void take();
    const other = take(undefined, {});
    expect(begun).toHaveLength(2);
    begun[1]?.();
    await other;
  });
});

it('that is refused is told, and the next one is asked for', async () => {
  const refuse = (): Promise<void> => Promise.reject(new Error('no'));
  const { signal } = new AbortController();
  await expect(turns.take(OURS, refuse, signal)).rejects.toThrow('no');
  await expect(turns.take(OURS, refuse, signal)).rejects.toThrow('no');
});

import { describe, expect, it } from '@jest/globals';

import { EventLog } from './event-log.js';

describe('EventLog', () => {
  it('finds what was seen already', async () => {
    const log = new EventLog<number>();
    for (const event of [1, 2, 4]) log.add(event);
    expect(await log.until((event) => event > 1)).toBe(2);
    expect(log.all).toEqual([1, 2, 4]);
  });

  it('waits for what is still to come', async () => {
    const log = new EventLog<number>();
    const [two, three] = [log.until((event) => event === 2), log.until((event) => event === 3)];
    for (const event of [1, 2, 3]) log.add(event);
    expect(await Promise.all([two, three])).toEqual([2, 3]);
  });

  it('gives up after the deadline and says what it saw', async () => {
    const log = new EventLog<string>();
    log.add('a frame');
    await expect(log.until((event) => event === 'other', 10)).rejects.toThrow(
      "no such event within 10 ms; the last of 1: [ 'a frame' ]",
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';

import { duration } from './duration.js';

describe('duration', () => {
  it.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['0', 0],
    [0, 0],
  ])('reads %p as %p ms', (text, ms) => {
    expect(duration().parse(text)).toBe(ms);
  });

  it.each(['30', '-1s', '1 s', '1d', '', 30, true, null])(
    'refuses %p and says what to write',
    (text) => {
      const issue = duration().safeParse(text).error?.issues[0];
      expect(issue?.message).toBe('is not a duration; write 250ms, 30s, 5m or 1h');
    },
  );

  it('takes its default as it is written', () => {
    expect(z.object({ period: duration().prefault('30s') }).parse({})).toEqual({ period: 30_000 });
  });
});

import { describe, expect, it } from '@jest/globals';

import { age } from './age.js';

describe('age', () => {
  it.each([
    [0, '0s'],
    [59, '59s'],
    [60, '1m'],
    [95, '1m35s'],
    [601, '10m'],
    [2 * 3600 + 13 * 60, '2h13m'],
    [4 * 86_400 + 3600, '4d1h'],
    [40 * 86_400, '40d'],
  ])('says %d seconds as %s', (seconds, text) => {
    const now = new Date('2026-11-22T22:00:00Z');
    const since = new Date(now.getTime() - seconds * 1000).toISOString();
    expect(age(since, now)).toBe(text);
  });

  it('takes a moment that lies ahead (clocks differ) as now', () => {
    expect(age('2026-11-22T22:00:05Z', new Date('2026-11-22T22:00:00Z'))).toBe('0s');
  });
});

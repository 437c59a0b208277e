import { describe, expect, it } from '@jest/globals';

import { isMissed, quantile } from './measure.js';

describe('quantile', () => {
  it.each([
    { values: [3, 1, 2], share: 0.5, expected: 2 },
    { values: [4, 3, 2, 1], share: 0.5, expected: 2 },
    { values: [1, 2, 3, 100], share: 0.99, expected: 100 },
    { values: [7], share: 0.01, expected: 7 },
    { values: [], share: 0.5, expected: NaN },
  ])('of $values at $share is $expected', ({ values, share, expected }) => {
    expect(quantile(values, share)).toBe(expected);
  });
});

describe('isMissed', () => {
  const measure = { name: 'start', count: 1, unit: 'ms' } as const;

  it('is said of a value that is not below its goal', () => {
    expect(isMissed({ ...measure, value: 10, goal: 10 })).toBe(true);
    expect(isMissed({ ...measure, value: 9.9, goal: 10 })).toBe(false);
  });

  it('is never said where there is no goal', () => {
    expect(isMissed({ ...measure, value: 1e9 })).toBe(false);
  });
});

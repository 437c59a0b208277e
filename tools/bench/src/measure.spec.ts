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

  it.each([
    { value: 9.9, goal: { below: 10 }, expected: false },
    { value: 10, goal: { below: 10 }, expected: true },
    { value: 10, goal: { atMost: 10 }, expected: false },
    { value: 10.1, goal: { atMost: 10 }, expected: true },
    { value: 99.9, goal: { atLeast: 99.9 }, expected: false },
    { value: 99.8, goal: { atLeast: 99.9 }, expected: true },
    { value: NaN, goal: { atLeast: 0 }, expected: true },
  ])('of $value with the goal $goal is $expected', ({ value, goal, expected }) => {
    expect(isMissed({ ...measure, value, goal })).toBe(expected);
  });

  it('is never said where there is no goal', () => {
    expect(isMissed({ ...measure, value: 1e9 })).toBe(false);
  });
});

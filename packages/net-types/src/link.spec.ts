import { describe, expect, it } from '@jest/globals';

import { ifIndex } from './link.js';

describe('ifIndex', () => {
  it.each([1, 2, 0x7fffffff])('%d is one', (value) => {
    expect(ifIndex(value)).toBe(value);
  });

  it.each([0, -1, 1.5, NaN, 0x80000000, Infinity])('%d is none', (value) => {
    expect(() => ifIndex(value)).toThrow(RangeError);
  });
});

import { describe, expect, it } from '@jest/globals';

import { addresses } from './addresses.js';
import { FIRST } from './transport/range.js';

describe('addresses', () => {
  it('are in a row', () => {
    const all = addresses(100_000);
    expect(all[0]).toBe(FIRST);
    expect([all[255], all[256], all[65_535], all[65_536]]).toEqual([
      '10.64.0.255',
      '10.64.1.0',
      '10.64.255.255',
      '10.65.0.0',
    ]);
    expect(new Set(all).size).toBe(100_000);
  });

  it.each([
    { first: 0, expected: '10.64.0.0' },
    { first: 255, expected: '10.64.0.255' },
    { first: 256, expected: '10.64.1.0' },
    { first: 65_536, expected: '10.65.0.0' },
    { first: 131_071, expected: '10.65.255.255' },
  ])('have $expected at $first', ({ first, expected }) => {
    expect(addresses(1, first)).toEqual([expected]);
  });
});

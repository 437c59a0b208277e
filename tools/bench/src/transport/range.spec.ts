import { describe, expect, it } from '@jest/globals';

import { addresses, FIRST } from './range.js';

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
});

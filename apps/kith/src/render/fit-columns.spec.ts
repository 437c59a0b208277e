import { describe, expect, it } from '@jest/globals';

import { fitColumns } from './fit-columns.js';

describe('fitColumns', () => {
  it('leaves every column its natural width where the reader has no limit', () => {
    expect(fitColumns([10, 200], [true, true], undefined)).toEqual([10, 200]);
  });

  it('shrinks flexible columns only, as long as that suffices', () => {
    expect(fitColumns([20, 30, 40], [false, false, true], 80)).toEqual([20, 30, 26]);
  });

  it('evens out flexible columns, the widest first', () => {
    expect(fitColumns([10, 40, 30], [false, true, true], 54)).toEqual([10, 20, 20]);
  });

  it('shrinks the others once flexible ones are at their least', () => {
    expect(fitColumns([20, 20], [false, true], 26)).toEqual([16, 8]);
  });

  it('never makes a column so narrow that it says nothing', () => {
    expect(fitColumns([20, 20], [true, true], 5)).toEqual([8, 8]);
  });
});

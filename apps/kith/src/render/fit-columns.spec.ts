import { describe, expect, it } from '@jest/globals';

import { fitColumns } from './fit-columns.js';

const fixed = (width: number) => ({ width });
const flexible = (width: number) => ({ width, isFlexible: true });
const whole = (width: number) => ({ width, isWhole: true });
const optional = (width: number, dispensable = 1) => ({ width, isFlexible: true, dispensable });

describe('fitColumns', () => {
  it('leaves every column its own width where the reader has no limit', () => {
    expect(fitColumns([fixed(10), flexible(200)]).widths).toEqual([10, 200]);
  });

  it('shrinks flexible columns only, as long as that suffices', () => {
    expect(fitColumns([fixed(20), fixed(30), flexible(40)], 80).widths).toEqual([20, 30, 26]);
  });

  it('evens out flexible columns, the widest first', () => {
    expect(fitColumns([fixed(10), flexible(40), flexible(30)], 54).widths).toEqual([10, 20, 20]);
  });

  it('never cuts what stays whole', () => {
    expect(fitColumns([fixed(12), whole(39), flexible(30)], 60).widths).toEqual([9, 39, 8]);
    expect(fitColumns([fixed(12), whole(39)], 20).widths).toEqual([8, 39]);
  });

  it('leaves out the most dispensable first', () => {
    const all = [whole(30), optional(20, 1), optional(20, 3), optional(20, 2)] as const;
    expect(fitColumns(all, 50).columns).toEqual([all[0], all[1], all[3]]);
    expect(fitColumns(all, 40).columns).toEqual([all[0], all[1]]);
  });

  it('leaves optional columns out before it cuts what is not flexible', () => {
    const { columns, widths } = fitColumns([fixed(40), optional(20), flexible(30)], 59);
    expect(columns).toEqual([fixed(40), flexible(30)]);
    expect(widths).toEqual([40, 17]);
  });

  it('keeps optional columns where they fit', () => {
    expect(fitColumns([fixed(40), optional(20), flexible(30)], 62).widths).toEqual([40, 9, 9]);
  });

  it('shrinks the others once flexible ones are at their least', () => {
    expect(fitColumns([fixed(20), flexible(20)], 26).widths).toEqual([16, 8]);
  });

  it('never makes a column so narrow that it says nothing', () => {
    expect(fitColumns([flexible(20), flexible(20)], 5).widths).toEqual([8, 8]);
  });
});

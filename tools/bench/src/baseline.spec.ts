import { describe, expect, it } from '@jest/globals';

import { compare, toBaseline } from './baseline.js';
import type { Measure } from './measure.js';

const LEAST = 'write: Kith / C limit, N = 10000';
const MOST = 'write: C, one by one / Kith, N = 10000';
const baseline = { [LEAST]: 1.2, [MOST]: 4 };

function ratios(toLimit: number, fromSerial = 4): readonly Measure[] {
  const common = { count: 10_000, unit: 'x' } as const;
  return [
    { ...common, name: 'write: Kith / C limit', value: toLimit, better: 'less' },
    { ...common, name: 'write: C, one by one / Kith', value: fromSerial, better: 'more' },
  ];
}

describe('toBaseline', () => {
  it('keeps ratios only, and of those which can be better', () => {
    const others: readonly Measure[] = [
      { name: 'write: Kith', count: 10_000, value: 2, unit: 'µs each' },
      { name: 'write: C, one by one / C limit', count: 10_000, value: 2, unit: 'x' },
      { name: 'start', count: 1, value: 2, unit: 'ms', better: 'less' },
    ];
    expect(toBaseline([...others, ...ratios(1.20004)])).toEqual(baseline);
  });
});

describe('compare', () => {
  it.each([
    ['as before', 1.2, 4],
    ['better', 0.9, 9],
    ['a little worse', 1.49, 3.3],
  ])('lets pass what is %s', (_name, toLimit, fromSerial) => {
    expect(compare(ratios(toLimit, fromSerial), baseline)).toEqual({
      losses: new Map(),
      compared: 2,
    });
  });

  it('tells of a time that grew by more than a quarter', () => {
    const line = `${LEAST}: 1.80 x, was 1.20 x: 50 % worse, 25 % are tolerated`;
    expect(compare(ratios(1.8), baseline).losses.get(LEAST)).toBe(line);
  });

  it('tells of a lead that shrank by more than a quarter', () => {
    const line = `${MOST}: 2.00 x, was 4.00 x: 100 % worse, 25 % are tolerated`;
    expect(compare(ratios(1.2, 2), baseline).losses.get(MOST)).toBe(line);
  });

  it('takes no number for a loss', () => {
    expect(compare(ratios(NaN), baseline).losses.size).toBe(1);
  });

  it('leaves out what the baseline does not know', () => {
    expect(compare(ratios(9), {})).toEqual({ losses: new Map(), compared: 0 });
  });
});

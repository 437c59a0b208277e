import { describe, expect, it } from '@jest/globals';

import type { Measure } from './measure.js';
import { markdownTable, plainTable } from './table.js';

const measures: readonly Measure[] = [
  { name: 'write: Kith', count: 10_000, value: 1.2345, unit: 'µs each' },
  { name: 'write: Kith / C limit', count: 10_000, value: 1.3, unit: 'x', goal: { atMost: 1.2 } },
  { name: 'write: C / Kith', count: 10_000, value: 1234.5, unit: 'x', goal: { atLeast: 4 } },
  { name: 'write: pyroute2', count: 1, value: NaN, unit: 'µs each', note: 'not installed' },
];

describe('markdownTable', () => {
  it('is laid out as Prettier would', () => {
    expect(markdownTable(measures)).toBe(`\
| measure               |      N | value | unit          |   goal |        |
| --------------------- | -----: | ----: | ------------- | -----: | ------ |
| write: Kith           | 10,000 |  1.23 | µs each       |        |        |
| write: Kith / C limit | 10,000 |  1.30 | x             | <= 1.2 | missed |
| write: C / Kith       | 10,000 |  1235 | x             |   >= 4 | met    |
| write: pyroute2       |      1 |       | not installed |        |        |
`);
  });
});

describe('plainTable', () => {
  it('shows the same', () => {
    const text = plainTable(measures);
    for (const part of ['write: Kith', '10,000', '1.23', '<= 1.2', 'missed', 'not installed']) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('NaN');
  });
});

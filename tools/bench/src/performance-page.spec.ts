import { describe, expect, it } from '@jest/globals';

import type { Measure } from './measure.js';
import { describeMachine, withFigures } from './performance-page.js';

const measures: readonly Measure[] = [
  { name: 'write: Kith', count: 10_000, value: 1.5, unit: 'µs each' },
];
const page = `# Performance

<!-- bench:scale -->
of another section
<!-- /bench:scale -->

<!-- bench:transport -->

what was there before

<!-- /bench:transport -->

What it means.
`;

describe('withFigures', () => {
  it('replaces what one section measured', () => {
    expect(withFigures(page, 'transport', measures, 'Linux 6.18.')).toBe(`# Performance

<!-- bench:scale -->
of another section
<!-- /bench:scale -->

<!-- bench:transport -->

Linux 6.18.

| measure     |      N | value | unit    | goal |     |
| ----------- | -----: | ----: | ------- | ---: | --- |
| write: Kith | 10,000 |  1.50 | µs each |      |     |

<!-- /bench:transport -->

What it means.
`);
  });

  it('comes to the same the second time', () => {
    const once = withFigures(page, 'transport', measures, 'Linux 6.18.');
    expect(withFigures(once, 'transport', measures, 'Linux 6.18.')).toBe(once);
  });

  it('says what marks are missing', () => {
    expect(() => withFigures(page, 'startup', measures, '')).toThrow('<!-- bench:startup -->');
  });
});

describe('describeMachine', () => {
  it('names kernel, Node and processor', () => {
    expect(describeMachine()).toMatch(/^Linux \S+, Node \d+\.\d+\.\d+, \d+ x .+\.$/);
  });
});

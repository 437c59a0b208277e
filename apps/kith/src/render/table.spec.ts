import { describe, expect, it } from '@jest/globals';

import { painter } from './paint.js';
import { type Column, table } from './table.js';

interface Row {
  readonly name: string;
  readonly why: string;
}

const columns: readonly Column<Row>[] = [
  { title: 'NAME', value: (row) => row.name, color: () => 'green' },
  { title: 'WHY', value: (row) => row.why, isFlexible: true },
];

const rows: readonly Row[] = [
  { name: 'eno1', why: 'carries 10.69.0.65' },
  { name: 'cilium_host', why: 'is excluded by "cilium_+"' },
];

describe('table', () => {
  it('lines columns up and ends each line at its last letter', async () => {
    const text = await table(rows, columns, { columns: undefined, paint: painter(false) });
    expect(text).toBe(
      'NAME         WHY\n' +
        'eno1         carries 10.69.0.65\n' +
        'cilium_host  is excluded by "cilium_+"\n',
    );
  });

  it('cuts what gives way to the width of the terminal', async () => {
    const text = await table(rows, columns, { columns: 26, paint: painter(false) });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(26);
    expect(text).toContain('cilium_host  is excluded …');
  });

  it('does not count colors as width', async () => {
    const text = await table(rows, columns, { columns: 40, paint: painter(true) });
    expect(text).toContain('\u001b[32meno1\u001b[39m         carries 10.69.0.65');
  });
});

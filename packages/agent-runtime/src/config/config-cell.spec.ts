import { describe, expect, it } from '@jest/globals';

import { ConfigCell } from './config-cell.js';

describe('ConfigCell', () => {
  it('replaces first and tells afterwards', () => {
    const cell = new ConfigCell({ size: 1 });
    const seen: unknown[] = [];
    cell.onChange((next, previous) => seen.push([previous, next]));
    const notify = cell.replace({ size: 2 });
    expect(cell.current).toEqual({ size: 2 });
    expect(seen).toEqual([]);
    notify?.();
    expect(seen).toEqual([[{ size: 1 }, { size: 2 }]]);
  });

  it('has nothing to tell when nothing changed', () => {
    const before = { size: 1 };
    const cell = new ConfigCell(before);
    expect(cell.replace({ size: 1 })).toBeUndefined();
    expect(cell.current).toBe(before);
  });

  it('tells the others when a listener throws, and not those that took themselves back', () => {
    const cell = new ConfigCell(1);
    let told = 0;
    cell.onChange(() => {
      throw new Error('no');
    });
    cell.onChange(() => told++);
    cell.onChange(() => told++)();
    expect(cell.replace(2)?.()).toEqual([new Error('no')]);
    expect(told).toBe(1);
  });
});

import { describe, expect, it } from '@jest/globals';

import { ReadinessGates } from './readiness-gates.js';

describe('ReadinessGates', () => {
  it('misses what is closed, with the latest reason', () => {
    const gates = new ReadinessGates();
    const one = gates.gate('source', 'not listed yet');
    const other = gates.gate('source', 'of another plugin');
    one.close('lost');
    other.open();
    expect(gates.missing()).toEqual([{ gate: 'source', reason: 'lost' }]);
    one.remove();
    expect(gates.missing()).toEqual([]);
  });

  it('tells of each change, and of nothing else', () => {
    const gates = new ReadinessGates();
    const seen: number[] = [];
    const cancel = gates.onChange(() => void seen.push(gates.missing().length));
    const gate = gates.gate('source', 'not listed yet');
    gate.close('not listed yet');
    gate.open();
    gate.open();
    gate.remove();
    gate.remove();
    expect(seen).toEqual([1, 0, 0]);
    cancel();
    gates.gate('other', 'too');
    expect(seen).toHaveLength(3);
  });
});

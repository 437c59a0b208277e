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
});

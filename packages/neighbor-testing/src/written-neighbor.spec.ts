import { describe, expect, it } from '@jest/globals';
import type { SetNeighbor } from '@kith/neighbor-api';
import { macAddress } from '@kith/net-types';

import { neighbor } from './builders.js';
import { writtenNeighbor } from './written-neighbor.js';

const OTHER_MAC = macAddress('02:00:00:00:00:99');
const MANAGED: SetNeighbor = {
  kind: 'set',
  ifindex: neighbor().ifindex,
  address: neighbor().address,
  isManaged: true,
  state: 'NONE',
  isRouter: false,
  use: false,
};

// each row as `ip neigh replace` showed it on Linux 6.18
describe('a managed write', () => {
  it.each([
    ['NONE', 'INCOMPLETE'],
    ['FAILED', 'INCOMPLETE'],
    ['REACHABLE', 'REACHABLE'],
    ['STALE', 'DELAY'],
    ['PROBE', 'PROBE'],
    ['PERMANENT', 'INCOMPLETE'],
    ['NOARP', 'NOARP'],
  ] as const)('over %s gives %s', (before, after) => {
    const observed = neighbor({ state: before, isRouter: true });
    const written = writtenNeighbor(observed, MANAGED, 75);
    expect(written).toMatchObject({ state: after, isManaged: true, isRouter: true, protocol: 75 });
    expect(written.lladdr).toBe(after === 'INCOMPLETE' ? undefined : observed.lladdr);
  });
});

describe('a write of a state', () => {
  const write: SetNeighbor = { ...MANAGED, isManaged: false };

  it('keeps the MAC unless it brings one', () => {
    const observed = neighbor({ state: 'PERMANENT' });
    const kept = writtenNeighbor(observed, { ...write, state: 'PROBE' }, 75);
    expect(kept).toMatchObject({ state: 'PROBE', lladdr: observed.lladdr, isExtLearned: true });
    const replaced = writtenNeighbor(observed, { ...write, state: 'PROBE', lladdr: OTHER_MAC }, 75);
    expect(replaced.lladdr).toBe(OTHER_MAC);
  });

  it('takes the MAC with state NONE', () => {
    expect(writtenNeighbor(neighbor(), write, 75)).not.toHaveProperty('lladdr');
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { ipAddress, ipAddressFromBytes } from './ip-address.js';
import { ifIndex } from './link.js';
import { macAddress } from './mac-address.js';
import {
  isOnlyAging,
  isUsable,
  type Neighbor,
  neighborKey,
  type NudState,
  parseNeighborKey,
} from './neighbor.js';

const neighbor: Neighbor = {
  ifindex: ifIndex(2),
  address: ipAddress('10.69.0.66'),
  state: 'NONE',
  isExtLearned: false,
  isManaged: false,
  isRouter: false,
  protocol: 0,
};
const lladdr = macAddress('96:eb:75:fd:89:fd');

describe('isUsable', () => {
  const usable: readonly NudState[] = ['REACHABLE', 'STALE', 'DELAY', 'PROBE', 'PERMANENT'];

  it.each(usable)('%s with a link-layer address', (state) => {
    expect(isUsable({ ...neighbor, state, lladdr })).toBe(true);
    expect(isUsable({ ...neighbor, state })).toBe(false);
  });

  it('NOARP, which may have none', () => {
    expect(isUsable({ ...neighbor, state: 'NOARP' })).toBe(true);
  });

  it.each<NudState>(['NONE', 'INCOMPLETE', 'FAILED'])('%s never', (state) => {
    expect(isUsable({ ...neighbor, state, lladdr })).toBe(false);
  });
});

describe('isOnlyAging', () => {
  const aged: Neighbor = { ...neighbor, state: 'REACHABLE', lladdr, isManaged: true };

  it.each<NudState>(['STALE', 'DELAY', 'PROBE', 'REACHABLE'])('from REACHABLE to %s', (state) => {
    expect(isOnlyAging(aged, { ...aged, state })).toBe(true);
    expect(isOnlyAging({ ...aged, state }, aged)).toBe(true);
  });

  it.each<NudState>(['PERMANENT', 'NOARP', 'FAILED', 'INCOMPLETE', 'NONE'])(
    'never to %s',
    (state) => {
      expect(isOnlyAging(aged, { ...aged, state })).toBe(false);
      expect(isOnlyAging({ ...aged, state }, aged)).toBe(false);
    },
  );

  it.each<Partial<Neighbor>>([
    { lladdr: macAddress('96:eb:75:fd:89:00') },
    { isManaged: false },
    { isExtLearned: true },
    { isRouter: true },
    { protocol: 3 },
  ])('not when anything else changes: %o', (change) => {
    expect(isOnlyAging(aged, { ...aged, state: 'STALE', ...change })).toBe(false);
  });
});

describe('neighborKey', () => {
  it('is read as it was made', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0x7fffffff }), bytes, (index, value) => {
        const parts = { ifindex: ifIndex(index), address: ipAddressFromBytes(value) };
        expect(parseNeighborKey(neighborKey(parts.ifindex, parts.address))).toEqual(parts);
      }),
    );
  });

  it('tells devices apart', () => {
    const address = ipAddress('fe80::1');
    expect(neighborKey(ifIndex(1), address)).not.toBe(neighborKey(ifIndex(2), address));
  });
});

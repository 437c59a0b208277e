import { describe, expect, it } from '@jest/globals';
import { ifIndex, ipAddress, macAddress, type Neighbor } from '@kith/net-types';

import { askedEntry, newEntry, ownEntry, removal, usedEntry } from './plain-writes.js';

const OBSERVED: Neighbor = {
  ifindex: ifIndex(2),
  address: ipAddress('fe80::1'),
  lladdr: macAddress('02:00:00:00:00:01'),
  state: 'REACHABLE',
  isManaged: true,
  isExtLearned: true,
  isRouter: true,
  protocol: 75,
};
const { ifindex, address } = OBSERVED;

describe('an entry of our own', () => {
  it('asks nothing of the kernel', () => {
    expect(ownEntry({ ifindex, address, observed: undefined })).toEqual({
      ...{ kind: 'set', ifindex, address },
      ...{ isManaged: false, state: 'NONE', isRouter: false, use: false },
    });
  });

  it('keeps the router flag, which the write would clear', () => {
    expect(ownEntry({ ifindex, address, observed: OBSERVED })).toMatchObject({ isRouter: true });
  });
});

it('a new entry is ours before it is used', () => {
  const item = { ifindex, address, observed: undefined };
  expect(newEntry(item)).toEqual([ownEntry(item), usedEntry(item)]);
  expect(newEntry(item)).toMatchObject([{ use: false }, { use: true, isManaged: false }]);
});

it('an entry that is asked keeps its MAC in use', () => {
  const { lladdr = macAddress('02:00:00:00:00:01') } = OBSERVED;
  const item = { ifindex, address, observed: OBSERVED };
  expect(askedEntry(item, lladdr)).toMatchObject({ state: 'PROBE', lladdr, isRouter: true });
});

it('a removal carries the place and no more', () => {
  expect(removal(OBSERVED)).toEqual({ kind: 'delete', ifindex, address });
});

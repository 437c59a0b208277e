import { describe, expect, it } from '@jest/globals';
import type { SetNeighbor } from '@kith/neighbor-api';
import { managedNeighbor, neighbor } from '@kith/neighbor-testing';
import { macAddress } from '@kith/net-types';

import { foldWrite } from './fold-write.js';

const MARK = 75;
const MAC = macAddress('02:00:00:00:0b:0b');

const { ifindex, address } = neighbor();
const managed: SetNeighbor = {
  kind: 'set',
  ifindex,
  address,
  isManaged: true,
  state: 'NONE',
  isRouter: false,
  use: false,
};
const used: SetNeighbor = { ...managed, isManaged: false, use: true };

describe('foldWrite', () => {
  it('leaves nothing of what was deleted', () => {
    expect(foldWrite(neighbor(), { kind: 'delete', ifindex, address }, MARK)).toBeUndefined();
  });

  it.each([
    ['managed', managed],
    ['used', used],
  ])('leaves a new entry that is %s to be resolved', (_name, write) => {
    const { isManaged } = write;
    expect(foldWrite(undefined, write, MARK)).toEqual(
      managedNeighbor({ state: 'INCOMPLETE', isManaged }),
    );
  });

  it.each(['REACHABLE', 'STALE', 'DELAY', 'PROBE'] as const)(
    'keeps the MAC of a %s entry that becomes managed',
    (state) => {
      const before = neighbor({ state });
      expect(foldWrite(before, managed, MARK)).toEqual(managedNeighbor({ state }));
    },
  );

  it.each(['PERMANENT', 'FAILED', 'NONE', 'INCOMPLETE'] as const)(
    'has a %s entry that becomes managed resolved anew, without a MAC',
    (state) => {
      const after = foldWrite(neighbor({ state }), managed, MARK);
      expect(after).toEqual(managedNeighbor({ state: 'INCOMPLETE' }));
    },
  );

  it("leaves an entry that stays somebody else's to them", () => {
    const theirs = neighbor({ state: 'PROBE' });
    expect(foldWrite(neighbor(), { ...theirs, kind: 'restate' }, MARK)).toEqual(theirs);
    const managedAgain = { ...theirs, kind: 'restate', state: 'NONE', isManaged: true } as const;
    expect(foldWrite(theirs, managedAgain, MARK)).toEqual({ ...theirs, isManaged: true });
  });

  it('takes any other write as it is', () => {
    const pinned: SetNeighbor = { ...managed, isManaged: false, state: 'PERMANENT', lladdr: MAC };
    expect(foldWrite(neighbor(), pinned, MARK)).toEqual(
      managedNeighbor({ state: 'PERMANENT', lladdr: MAC, isManaged: false }),
    );
  });
});

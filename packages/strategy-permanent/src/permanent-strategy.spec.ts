import type { NeighborPlan, NeighborWrite, PlanItem } from '@kith/neighbor-api';
import { FakeNeighborWriter, neighbor, writtenNeighbor } from '@kith/neighbor-testing';
import { ifIndex, ipAddress, macAddress, type Neighbor, type NudState } from '@kith/net-types';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { PermanentStrategy } from './permanent-strategy.js';

const MARK = 75;
const strategy = new PermanentStrategy(new FakeNeighborWriter({ mark: MARK }));
const KEY = { ifindex: ifIndex(1), address: ipAddress('10.0.0.2') };
const MAC = macAddress('02:00:00:00:0a:02');
const OTHER = macAddress('02:00:00:00:00:99');

const MADE: NeighborWrite = {
  ...KEY,
  kind: 'set',
  isManaged: false,
  state: 'NONE',
  isRouter: false,
  use: false,
};
const USED: NeighborWrite = { ...MADE, use: true };
const CHECKED: NeighborWrite = { ...MADE, state: 'PROBE', lladdr: MAC };
const PINNED: NeighborWrite = { ...MADE, state: 'PERMANENT', lladdr: MAC };
const DELETE: NeighborWrite = { ...KEY, kind: 'delete' };

const UNRESOLVED: NudState[] = ['NONE', 'INCOMPLETE', 'FAILED'];
const DYNAMIC: NudState[] = ['REACHABLE', 'STALE', 'DELAY', 'PROBE'];
const FIXED: NudState[] = ['PERMANENT', 'NOARP'];
const ALL = [...UNRESOLVED, ...DYNAMIC, ...FIXED];

const ours = (over: Partial<Neighbor> = {}): Neighbor =>
  neighbor({ isExtLearned: true, protocol: MARK, ...over });

function planned(item: Partial<PlanItem>): NeighborPlan {
  const items = [{ ...KEY, isDesired: true, observed: undefined, cause: 'change', ...item }];
  return strategy.plan(items as PlanItem[])[0] as NeighborPlan;
}

const plan = (item: Partial<PlanItem>): readonly NeighborWrite[] => planned(item).writes;

it('works on any kernel, with turns, and sees what is confirmed', () => {
  expect(strategy).toMatchObject({ requires: [], needsRefresh: true, followsAging: true });
});

describe('a desired neighbor', () => {
  it('that is absent is made ours, then used', () => {
    expect(plan({})).toEqual([MADE, USED]);
  });

  it.each(UNRESOLVED)('that somebody else left %s is made ours, then used', (state) => {
    expect(plan({ observed: neighbor({ state }) })).toEqual([MADE, USED]);
  });

  it.each([...DYNAMIC, ...FIXED])('that somebody else left %s keeps its MAC, checked', (state) => {
    expect(plan({ observed: neighbor({ state }) })).toEqual([CHECKED]);
  });

  it.each(FIXED)('that somebody else left %s without a MAC is made anew', (state) => {
    const { lladdr: _, ...observed } = neighbor({ state });
    expect(plan({ observed })).toEqual([DELETE, MADE, USED]);
  });

  it('of ours is pinned once it is confirmed, which is no repair', () => {
    expect(planned({ observed: ours({ state: 'REACHABLE' }) })).toEqual({
      writes: [PINNED],
      isNextStep: true,
    });
  });

  it('of ours is pinned with the MAC that the kernel found', () => {
    const observed = ours({ state: 'REACHABLE', lladdr: OTHER });
    expect(plan({ observed, knownLladdr: MAC })).toEqual([{ ...PINNED, lladdr: OTHER }]);
  });

  it.each(['PERMANENT', 'DELAY', 'PROBE', 'INCOMPLETE', 'FAILED'] as const)(
    'of ours that is %s is left alone',
    (state) => {
      expect(plan({ observed: ours({ state }) })).toEqual([]);
    },
  );

  it('of ours that went STALE before it was pinned is checked at its turn, not all of a crowd at once', () => {
    expect(plan({ observed: ours({ state: 'STALE' }) })).toEqual([]);
    expect(plan({ observed: ours({ state: 'STALE' }), cause: 'solicit' })).toEqual([CHECKED]);
  });

  it('of ours that was made and never used is used', () => {
    expect(plan({ observed: ours({ state: 'NONE' }) })).toEqual([USED]);
  });

  it.each(['PERMANENT', 'STALE', 'DELAY', 'PROBE'] as const)(
    'that is managed, %s, is checked, and managed no longer',
    (state) => {
      expect(plan({ observed: ours({ state, isManaged: true }) })).toEqual([CHECKED]);
    },
  );

  it('that is managed, REACHABLE, is pinned by one write', () => {
    expect(plan({ observed: ours({ state: 'REACHABLE', isManaged: true }) })).toEqual([PINNED]);
  });

  it.each(UNRESOLVED)('that is managed, %s, is used, and managed no longer', (state) => {
    expect(plan({ observed: ours({ state, isManaged: true }) })).toEqual([USED]);
  });

  it('over which another MAC was written gets its own back, to be confirmed', () => {
    expect(plan({ observed: neighbor({ lladdr: OTHER }), knownLladdr: MAC })).toEqual([CHECKED]);
  });

  it('keeps the router flag, which a write would clear', () => {
    const observed = ours({ state: 'REACHABLE', isRouter: true });
    expect(plan({ observed })).toEqual([{ ...PINNED, isRouter: true }]);
  });
});

describe('at its turn', () => {
  it('a pinned one is checked, its MAC in use', () => {
    expect(plan({ observed: ours({ state: 'PERMANENT' }), cause: 'solicit' })).toEqual([CHECKED]);
  });

  it.each(['NONE', 'FAILED'] as const)('one that is %s is used', (state) => {
    expect(plan({ observed: ours({ state }), cause: 'solicit' })).toEqual([USED]);
  });

  it('one that is asked in vain is asked anew', () => {
    const observed = ours({ state: 'INCOMPLETE' });
    expect(plan({ observed, cause: 'solicit' })).toEqual([MADE, USED]);
  });

  it.each(['DELAY', 'PROBE'] as const)('one that is %s takes no write', (state) => {
    expect(plan({ observed: ours({ state }), cause: 'solicit' })).toEqual([]);
  });
});

describe('a neighbor that nobody wants', () => {
  it.each(ALL)('is deleted when it is %s', (state) => {
    expect(plan({ isDesired: false, observed: ours({ state }) })).toEqual([DELETE]);
  });

  it('is no work when it is absent', () => {
    expect(plan({ isDesired: false })).toEqual([]);
  });
});

it('from any observed state keeps the MAC, and comes to a pinned one when the neighbor answers', () => {
  const observed = fc.record({
    state: fc.constantFrom(...ALL),
    isExtLearned: fc.boolean(),
    isManaged: fc.boolean(),
    isRouter: fc.boolean(),
    protocol: fc.constantFrom(0, MARK, 76),
  });
  fc.assert(
    fc.property(fc.option(observed, { nil: undefined }), (shape) => {
      let entry = shape && neighbor(shape);
      const hadMac = entry?.lladdr !== undefined;
      for (let step = 0; entry?.state !== 'PERMANENT' || step < 2; step++) {
        expect(step).toBeLessThan(6);
        const cause = entry?.state === 'FAILED' ? 'solicit' : 'change';
        for (const write of plan({ observed: entry, cause })) {
          if (write.kind === 'delete') entry = undefined;
          else entry = writtenNeighbor(entry, write, MARK);
          if (hadMac) expect(entry?.lladdr).toBe(MAC);
        }
        // the neighbor answers whatever it is asked
        if (entry && entry.state !== 'PERMANENT' && entry.state !== 'NONE') {
          entry = { ...entry, state: 'REACHABLE', lladdr: MAC };
        }
      }
      expect(plan({ observed: entry })).toEqual([]);
      expect(entry).toMatchObject({ isManaged: false, isExtLearned: true, protocol: MARK });
    }),
  );
});

import { describe, expect, it } from '@jest/globals';
import type { NeighborWrite, PlanItem } from '@kith/neighbor-api';
import {
  FakeNeighborWriter,
  managedNeighbor,
  neighbor,
  writtenNeighbor,
} from '@kith/neighbor-testing';
import { ifIndex, ipAddress, macAddress, type Neighbor, type NudState } from '@kith/net-types';
import fc from 'fast-check';

import { ManagedStrategy } from './managed-strategy.js';

const MARK = 75;
const strategy = new ManagedStrategy(new FakeNeighborWriter({ mark: MARK }));
const KEY = { ifindex: ifIndex(1), address: ipAddress('10.0.0.2') };
const MAC = macAddress('02:00:00:00:0a:02');

const MANAGED: NeighborWrite = {
  ...KEY,
  kind: 'set',
  isManaged: true,
  state: 'NONE',
  isRouter: false,
  use: false,
};
const VERIFY: NeighborWrite = { ...MANAGED, isManaged: false, state: 'PROBE', lladdr: MAC };
const DELETE: NeighborWrite = { ...KEY, kind: 'delete' };

const DYNAMIC: NudState[] = [
  'NONE',
  'INCOMPLETE',
  'REACHABLE',
  'STALE',
  'DELAY',
  'PROBE',
  'FAILED',
];
const AT_REST = DYNAMIC.filter((state) => state !== 'INCOMPLETE');
const FIXED: NudState[] = ['PERMANENT', 'NOARP'];

function plan(item: Partial<PlanItem>): readonly NeighborWrite[] {
  const [planned] = strategy.plan([
    { ...KEY, isDesired: true, observed: undefined, cause: 'change', ...item },
  ]);
  return planned?.writes ?? [];
}

describe('a desired neighbor', () => {
  it('that is absent is written', () => {
    expect(plan({})).toEqual([MANAGED]);
  });

  it.each(AT_REST)('that somebody else left %s is adopted by one write', (state) => {
    expect(plan({ observed: neighbor({ state }) })).toEqual([MANAGED]);
  });

  it.each(AT_REST)('of ours that lost managed, %s, is written', (state) => {
    expect(plan({ observed: managedNeighbor({ state, isManaged: false }) })).toEqual([MANAGED]);
  });

  it.each(AT_REST)('of ours that lost extern_learn, %s, is written', (state) => {
    expect(plan({ observed: managedNeighbor({ state, isExtLearned: false }) })).toEqual([MANAGED]);
  });

  it('that somebody wrote INCOMPLETE begins anew: the kernel would never ask', () => {
    const anew = [{ ...MANAGED, isManaged: false }, MANAGED];
    expect(plan({ observed: neighbor({ state: 'INCOMPLETE' }) })).toEqual(anew);
    const stripped = { state: 'INCOMPLETE', isManaged: false, isExtLearned: false } as const;
    expect(plan({ observed: managedNeighbor(stripped) })).toEqual(anew);
  });

  it.each([0, 76])('that carries protocol %d instead of our mark is written', (protocol) => {
    expect(plan({ observed: managedNeighbor({ protocol }) })).toEqual([MANAGED]);
  });

  it.each(DYNAMIC)('of ours that is managed and %s is left to the kernel', (state) => {
    expect(plan({ observed: managedNeighbor({ state }) })).toEqual([]);
  });

  it.each(FIXED)('that is %s is verified with its MAC before it is managed', (state) => {
    expect(plan({ observed: neighbor({ state }) })).toEqual([VERIFY, MANAGED]);
  });

  it('over which another MAC was written gets its own back, to be confirmed', () => {
    const lladdr = macAddress('02:00:00:00:00:99');
    expect(plan({ observed: neighbor({ lladdr }), knownLladdr: MAC })).toEqual([VERIFY, MANAGED]);
    expect(plan({ observed: neighbor(), knownLladdr: MAC })).toEqual([MANAGED]);
    expect(plan({ observed: managedNeighbor({ lladdr }), knownLladdr: MAC })).toEqual([]);
  });

  it('keeps the router flag where the write would clear it', () => {
    const observed = neighbor({ state: 'PERMANENT', isRouter: true });
    expect(plan({ observed })).toEqual([
      { ...VERIFY, isRouter: true },
      { ...MANAGED, isRouter: true },
    ]);
  });

  it.each(FIXED)('that is %s without a MAC is made anew', (state) => {
    const { lladdr: _, ...observed } = neighbor({ state });
    expect(plan({ observed })).toEqual([DELETE, MANAGED]);
  });
});

describe('to solicit', () => {
  it.each(['NONE', 'FAILED'] as const)('a neighbor of ours that is %s takes a write', (state) => {
    expect(plan({ observed: managedNeighbor({ state }), cause: 'solicit' })).toEqual([MANAGED]);
  });

  it('one that is being asked is asked anew', () => {
    const observed = managedNeighbor({ state: 'INCOMPLETE' });
    const reset = { ...MANAGED, isManaged: false };
    expect(plan({ observed, cause: 'solicit' })).toEqual([reset, MANAGED]);
  });

  it('one that is REACHABLE is confirmed, and keeps its MAC and its router flag meanwhile', () => {
    const observed = managedNeighbor({ state: 'REACHABLE', isRouter: true });
    expect(plan({ observed, cause: 'solicit' })).toEqual([
      { ...VERIFY, isRouter: true },
      { ...MANAGED, isRouter: true },
    ]);
  });

  it.each(['STALE', 'DELAY', 'PROBE'] as const)(
    'one that is %s takes none: the kernel is at it',
    (state) => {
      expect(plan({ observed: managedNeighbor({ state }), cause: 'solicit' })).toEqual([]);
    },
  );
});

describe('a neighbor that nobody wants', () => {
  it.each([...DYNAMIC, ...FIXED])('is deleted when it is %s', (state) => {
    expect(plan({ isDesired: false, observed: managedNeighbor({ state }) })).toEqual([DELETE]);
  });

  it('is no work when it is absent', () => {
    expect(plan({ isDesired: false })).toEqual([]);
  });
});

it('plans each item, in order', () => {
  const items: PlanItem[] = ['10.0.0.2', '10.0.0.3', '10.0.0.4'].map((text, i) => ({
    ifindex: ifIndex(1),
    address: ipAddress(text),
    isDesired: i !== 1,
    observed: undefined,
    cause: 'change',
  }));
  expect(strategy.plan(items).map(({ writes }) => writes.length)).toEqual([1, 0, 1]);
});

describe('from any observed state', () => {
  const observed = fc.option(
    fc.record({
      state: fc.constantFrom(...DYNAMIC, ...FIXED),
      hasMac: fc.boolean(),
      isExtLearned: fc.boolean(),
      isManaged: fc.boolean(),
      isRouter: fc.boolean(),
      protocol: fc.constantFrom(0, MARK, 76),
    }),
    { nil: undefined },
  );

  function applied(entry: Neighbor | undefined, write: NeighborWrite): Neighbor | undefined {
    return write.kind === 'delete' ? undefined : writtenNeighbor(entry, write, MARK);
  }

  it('one plan leads to where no more is planned, and never takes a usable MAC', () => {
    fc.assert(
      fc.property(observed, fc.boolean(), (shape, isDesired) => {
        const start = shape && withMac(shape);
        const steps: (Neighbor | undefined)[] = [start];
        for (const write of plan({ isDesired, observed: start })) {
          steps.push(applied(steps.at(-1), write));
        }
        const end = steps.at(-1);
        expect(plan({ isDesired, observed: end })).toEqual([]);
        if (!isDesired) expect(end).toBeUndefined();
        else expect(end).toMatchObject({ isManaged: true, isExtLearned: true, protocol: MARK });
        if (isDesired && start?.lladdr !== undefined && isValid(start.state)) {
          for (const step of steps) expect(step?.lladdr).toBe(MAC);
          expect(end?.isRouter).toBe(start.isRouter);
        }
      }),
      { numRuns: 500 },
    );
  });

  function isValid(state: NudState): boolean {
    return state !== 'NONE' && state !== 'INCOMPLETE' && state !== 'FAILED';
  }

  /** Only valid states can have a MAC. */
  function withMac({ hasMac, ...shape }: { hasMac: boolean; state: NudState }): Neighbor {
    const { lladdr: _, ...entry } = neighbor(shape);
    return hasMac && isValid(entry.state) ? { ...entry, lladdr: MAC } : entry;
  }
});

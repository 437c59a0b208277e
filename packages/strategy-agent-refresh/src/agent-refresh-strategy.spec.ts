import { describe, expect, it } from '@jest/globals';
import type { NeighborWrite, PlanItem } from '@kith/neighbor-api';
import { FakeNeighborWriter, neighbor, writtenNeighbor } from '@kith/neighbor-testing';
import { ifIndex, ipAddress, macAddress, type Neighbor, type NudState } from '@kith/net-types';
import fc from 'fast-check';

import { AgentRefreshStrategy } from './agent-refresh-strategy.js';

const MARK = 75;
const strategy = new AgentRefreshStrategy(new FakeNeighborWriter({ mark: MARK }));
const KEY = { ifindex: ifIndex(1), address: ipAddress('10.0.0.2') };
const MAC = macAddress('02:00:00:00:0a:02');

const MADE: NeighborWrite = {
  ...KEY,
  kind: 'set',
  isManaged: false,
  state: 'NONE',
  isRouter: false,
  use: false,
};
const USED: NeighborWrite = { ...MADE, use: true };
const VERIFIED: NeighborWrite = { ...MADE, state: 'PROBE', lladdr: MAC };
const DELETE: NeighborWrite = { ...KEY, kind: 'delete' };

const UNRESOLVED: NudState[] = ['NONE', 'INCOMPLETE', 'FAILED'];
const VALID: NudState[] = ['REACHABLE', 'STALE', 'DELAY', 'PROBE'];
const FIXED: NudState[] = ['PERMANENT', 'NOARP'];

const ours = (over: Partial<Neighbor> = {}): Neighbor =>
  neighbor({ isExtLearned: true, protocol: MARK, ...over });

function plan(item: Partial<PlanItem>): readonly NeighborWrite[] {
  const [planned] = strategy.plan([
    { ...KEY, isDesired: true, observed: undefined, cause: 'change', ...item },
  ]);
  return planned?.writes ?? [];
}

it('works on any kernel, with turns', () => {
  expect(strategy.requires).toEqual([]);
  expect(strategy.needsRefresh).toBe(true);
});

describe('a desired neighbor', () => {
  it('that is absent is made ours, then used', () => {
    expect(plan({})).toEqual([MADE, USED]);
  });

  it.each(UNRESOLVED)('that somebody else left %s is made ours, then used', (state) => {
    expect(plan({ observed: neighbor({ state }) })).toEqual([MADE, USED]);
  });

  it.each(VALID)('that somebody else left %s keeps its MAC, to be confirmed', (state) => {
    expect(plan({ observed: neighbor({ state }) })).toEqual([VERIFIED]);
  });

  it.each(VALID)('of ours that lost extern_learn, %s, is made ours again', (state) => {
    expect(plan({ observed: ours({ state, isExtLearned: false }) })).toEqual([VERIFIED]);
  });

  it.each([...VALID, 'INCOMPLETE', 'FAILED'] as const)(
    'of ours that is %s is left alone until its turn',
    (state) => {
      expect(plan({ observed: ours({ state }) })).toEqual([]);
    },
  );

  it('of ours that was made and never used is used', () => {
    expect(plan({ observed: ours({ state: 'NONE' }) })).toEqual([USED]);
  });

  it.each([...VALID, ...UNRESOLVED])('that is managed, %s, is taken over by one write', (state) => {
    expect(plan({ observed: ours({ state, isManaged: true }) })).toEqual([USED]);
  });

  it.each(FIXED)('that is %s is verified with its MAC', (state) => {
    expect(plan({ observed: ours({ state }) })).toEqual([VERIFIED]);
  });

  it.each(FIXED)('that is %s without a MAC is made anew', (state) => {
    const { lladdr: _, ...observed } = ours({ state });
    expect(plan({ observed })).toEqual([DELETE, MADE, USED]);
  });

  it('over which another MAC was written gets its own back, to be confirmed', () => {
    const lladdr = macAddress('02:00:00:00:00:99');
    expect(plan({ observed: neighbor({ lladdr }), knownLladdr: MAC })).toEqual([VERIFIED]);
    expect(plan({ observed: ours({ lladdr }), knownLladdr: MAC })).toEqual([]);
  });

  it('keeps the router flag, which a write would clear', () => {
    const observed = neighbor({ isRouter: true });
    expect(plan({ observed })).toEqual([{ ...VERIFIED, isRouter: true }]);
    expect(plan({ observed: ours({ state: 'STALE', isRouter: true }), cause: 'solicit' })).toEqual([
      { ...USED, isRouter: true },
    ]);
  });
});

describe('at its turn', () => {
  it.each(['NONE', 'FAILED', 'STALE'] as const)('one that is %s is used', (state) => {
    expect(plan({ observed: ours({ state }), cause: 'solicit' })).toEqual([USED]);
  });

  it('one that is asked in vain is asked anew', () => {
    const observed = ours({ state: 'INCOMPLETE' });
    expect(plan({ observed, cause: 'solicit' })).toEqual([MADE, USED]);
  });

  it('one that is REACHABLE is confirmed, and keeps its MAC and its router flag meanwhile', () => {
    const observed = ours({ state: 'REACHABLE', isRouter: true });
    expect(plan({ observed, cause: 'solicit' })).toMatchObject([
      { state: 'PROBE', lladdr: observed.lladdr, isRouter: true, use: false },
    ]);
  });

  it.each(['DELAY', 'PROBE'] as const)('one that is %s takes no write', (state) => {
    expect(plan({ observed: ours({ state }), cause: 'solicit' })).toEqual([]);
  });
});

describe('a neighbor that nobody wants', () => {
  it.each([...VALID, ...UNRESOLVED, ...FIXED])('is deleted when it is %s', (state) => {
    expect(plan({ isDesired: false, observed: ours({ state }) })).toEqual([DELETE]);
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
  expect(strategy.plan(items).map(({ writes }) => writes.length)).toEqual([2, 0, 2]);
});

describe('from any observed state', () => {
  const observed = fc.option(
    fc.record({
      state: fc.constantFrom(...VALID, ...UNRESOLVED, ...FIXED),
      hasMac: fc.boolean(),
      isExtLearned: fc.boolean(),
      isManaged: fc.boolean(),
      isRouter: fc.boolean(),
      protocol: fc.constantFrom(0, MARK, 76),
    }),
    { nil: undefined },
  );
  type Kernel = (before: Neighbor | undefined, write: NeighborWrite) => Neighbor | undefined;

  const current: Kernel = (before, write) =>
    write.kind === 'delete' ? undefined : writtenNeighbor(before, write, MARK);

  /** Before e4400bbf5b15 a write that uses an entry leaves its flags as they are; it knew no managed ones. */
  const old: Kernel = (before, write) => {
    const after = current(before, write);
    if (!after || write.kind === 'delete' || !write.use) return after;
    return { ...after, isExtLearned: before?.isExtLearned ?? false };
  };

  it.each([
    ['of today', current, true],
    ['before Linux 5.15', old, false],
  ] as const)('a kernel %s is at its goal after one plan', (_name, kernel, knowsManaged) => {
    fc.assert(
      fc.property(observed, fc.boolean(), (shape, isDesired) => {
        const start = shape && withMac({ ...shape, isManaged: shape.isManaged && knowsManaged });
        const steps: (Neighbor | undefined)[] = [start];
        for (const write of plan({ isDesired, observed: start })) {
          steps.push(kernel(steps.at(-1), write));
        }
        const end = steps.at(-1);
        expect(plan({ isDesired, observed: end })).toEqual([]);
        if (!isDesired) expect(end).toBeUndefined();
        else expect(end).toMatchObject({ isManaged: false, isExtLearned: true, protocol: MARK });
        if (isDesired && start?.lladdr !== undefined) {
          for (const step of steps) expect(step?.lladdr).toBe(MAC);
          expect(end?.isRouter).toBe(start.isRouter);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a turn leads to an entry that is usable or being asked', () => {
    fc.assert(
      fc.property(observed, (shape) => {
        let entry = shape && withMac(shape);
        for (const write of plan({ observed: entry, cause: 'solicit' }))
          entry = current(entry, write);
        expect(['NONE', 'FAILED', 'STALE']).not.toContain(entry?.state);
      }),
    );
  });

  /** Only valid states can have a MAC. */
  function withMac({ hasMac, ...shape }: Partial<Neighbor> & { hasMac: boolean }): Neighbor {
    const { lladdr: _, ...entry } = neighbor(shape);
    return hasMac && !UNRESOLVED.includes(entry.state) ? { ...entry, lladdr: MAC } : entry;
  }
});

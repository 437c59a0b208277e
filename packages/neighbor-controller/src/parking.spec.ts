import { describe, expect, it } from '@jest/globals';
import type { NeighborWrite, PlanItem } from '@kith/neighbor-api';
import { managedNeighbor, neighbor } from '@kith/neighbor-testing';
import { ifIndex, ipAddress, type NudState } from '@kith/net-types';

import { isLeftParked, parkedPlan } from './parking.js';

const MARK = 75;
const KEY = { ifindex: ifIndex(1), address: ipAddress('10.0.0.2') };
const PARKED: NeighborWrite = {
  ...KEY,
  ...{ kind: 'set', state: 'NONE', isManaged: false, isRouter: false, use: false },
};

function plan(item: Partial<PlanItem>): readonly NeighborWrite[] {
  return parkedPlan(
    { ...KEY, isDesired: true, observed: undefined, cause: 'change', ...item },
    MARK,
  ).writes;
}

const ours = (state: NudState): ReturnType<typeof neighbor> =>
  managedNeighbor({ state, isManaged: false });

describe('a parked neighbor', () => {
  it('is taken off the list of the kernel, and NONE after each probe that failed', () => {
    expect(plan({ observed: managedNeighbor({ state: 'FAILED' }) })).toEqual([PARKED]);
    expect(plan({ observed: ours('FAILED') })).toEqual([PARKED]);
    expect(plan({ observed: undefined })).toEqual([PARKED]);
  });

  it.each(['NONE', 'INCOMPLETE'] as const)('that is %s is left as it is', (state) => {
    expect(plan({ observed: ours(state) })).toEqual([]);
  });

  it.each(['NONE', 'INCOMPLETE', 'FAILED'] as const)('that is %s is asked at its turn', (state) => {
    const asked = [PARKED, { ...PARKED, use: true }];
    expect(plan({ observed: ours(state), cause: 'solicit' })).toEqual(asked);
  });
});

it.each([
  ['ours, unmanaged and NONE', ours('NONE'), true],
  ['ours, unmanaged and FAILED', ours('FAILED'), true],
  ['managed', managedNeighbor({ state: 'FAILED' }), false],
  ['being asked', ours('INCOMPLETE'), false],
  ['usable', ours('STALE'), false],
  ["somebody else's", neighbor({ state: 'NONE', protocol: 11 }), false],
  ['absent', undefined, false],
])('what is %s: was left parked by an agent before us: %s', (_what, observed, isLeft) => {
  expect(isLeftParked(observed, MARK)).toBe(isLeft);
});

import { expect, it } from '@jest/globals';
import { managedNeighbor, neighbor } from '@kith/neighbor-testing';

import { neighborStatus } from './neighbor-status.js';

const MARK = 75;
const FINE = { error: undefined, isParked: false };
const REFUSED = { error: 'EPERM', isParked: false };
const PARKED = { error: undefined, isParked: true };

it.each([
  ['pending', 'there is no entry', undefined],
  ['resolving', 'the kernel asks', managedNeighbor({ state: 'INCOMPLETE' })],
  ['resolving', 'there is nothing in it yet', managedNeighbor({ state: 'NONE' })],
  ['resolved', 'it was confirmed', managedNeighbor()],
  ['resolved', 'it aged, the fast path takes it still', managedNeighbor({ state: 'STALE' })],
  ['resolved', 'a dynamic one serves as well', neighbor()],
  ['unresolved', 'the kernel gave up', managedNeighbor({ state: 'FAILED' })],
  ['foreign', "somebody's entry serves", neighbor({ state: 'PERMANENT' })],
  ['unresolved', "somebody's entry failed", neighbor({ state: 'FAILED', protocol: 11 })],
])('%s: %s', (status, _why, observed) => {
  expect(neighborStatus(observed, MARK, FINE)).toBe(status);
});

it('is error while our last write failed, whatever is there', () => {
  expect(neighborStatus(undefined, MARK, REFUSED)).toBe('error');
  expect(neighborStatus(managedNeighbor(), MARK, REFUSED)).toBe('error');
});

it.each(['NONE', 'INCOMPLETE', 'FAILED'] as const)(
  'is parked where it was parked and is %s',
  (state) => {
    expect(neighborStatus(managedNeighbor({ state, isManaged: false }), MARK, PARKED)).toBe(
      'parked',
    );
  },
);

it('is not parked at its first sign of life', () => {
  expect(neighborStatus(managedNeighbor({ state: 'STALE' }), MARK, PARKED)).toBe('resolved');
});

import { describe, expect, it } from '@jest/globals';
import { managedNeighbor, neighbor } from '@kith/neighbor-testing';

import { describeForeign, entryOwner, isTakenByAdministrator } from './entry-owner.js';

const MARK = 75;
const OTHER = 11;

describe('whose an entry is (I1)', () => {
  it.each([
    ['ours', 'mark and extern_learn', managedNeighbor()],
    ['ours', 'mark and extern_learn, though it failed', managedNeighbor({ state: 'FAILED' })],
    ['kernel', 'nobody marked it', neighbor()],
    ['kernel', 'nobody marked it, and it failed', neighbor({ state: 'FAILED' })],
    ['kernel', 'the mark outlived a replace that made it dynamic', neighbor({ protocol: MARK })],
    ['foreign', 'somebody pinned it', neighbor({ state: 'PERMANENT' })],
    ['foreign', 'pinned over ours', neighbor({ state: 'PERMANENT', protocol: MARK })],
    ['foreign', 'NOARP', neighbor({ state: 'NOARP' })],
    ['foreign', 'marked by others', neighbor({ protocol: OTHER })],
    ['foreign', 'extern_learn without our mark', neighbor({ isExtLearned: true })],
    [
      'foreign',
      'its owner is still resolving it',
      neighbor({ state: 'INCOMPLETE', protocol: OTHER }),
    ],
    ['failed-foreign', 'it failed its owner', neighbor({ state: 'FAILED', protocol: OTHER })],
    ['failed-foreign', 'nothing is in it', neighbor({ state: 'NONE', isExtLearned: true })],
  ])('%s: %s', (owner, _why, entry) => {
    expect(entryOwner(entry, MARK)).toBe(owner);
  });
});

it('knows what an administrator pinned over ours from what they pinned anyway', () => {
  const pinned = neighbor({ state: 'PERMANENT' });
  expect(isTakenByAdministrator({ ...pinned, protocol: MARK }, MARK)).toBe(true);
  expect(isTakenByAdministrator(pinned, MARK)).toBe(false);
  expect(isTakenByAdministrator(managedNeighbor({ state: 'PERMANENT' }), MARK)).toBe(false);
});

it.each([
  ['an administrator (PERMANENT over our entry)', neighbor({ state: 'PERMANENT', protocol: MARK })],
  ['the owner of proto 11', neighbor({ state: 'PERMANENT', protocol: OTHER })],
  ['whoever set extern_learn', neighbor({ isExtLearned: true })],
  ['whoever made it NOARP', neighbor({ state: 'NOARP' })],
])('calls the owner "%s"', (text, entry) => {
  expect(describeForeign(entry, MARK)).toBe(text);
});

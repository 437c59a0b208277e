import { describe, expect, it } from '@jest/globals';
import { ifIndex, ipAddress, type Neighbor } from '@kith/net-types';

import { isOurs } from './neighbor-writer.js';

const MARK = 75;
const OURS: Neighbor = {
  ifindex: ifIndex(1),
  address: ipAddress('10.0.0.2'),
  state: 'INCOMPLETE',
  isExtLearned: true,
  isManaged: true,
  isRouter: false,
  protocol: MARK,
};

describe('an entry is ours', () => {
  it('while it carries our mark and extern_learn, managed or not', () => {
    expect(isOurs(OURS, MARK)).toBe(true);
    expect(isOurs({ ...OURS, isManaged: false, state: 'PERMANENT' }, MARK)).toBe(true);
  });

  it.each([
    ['with the mark alone: an administrator replaced it', { isExtLearned: false }],
    ['with extern_learn alone: anybody may set it', { protocol: 0 }],
    ['with the mark of another', { protocol: 11 }],
  ])('not %s', (_name, over) => {
    expect(isOurs({ ...OURS, ...over }, MARK)).toBe(false);
  });
});

import { expect, it } from '@jest/globals';
import { link } from '@kith/neighbor-testing';
import { ifIndex, macAddress } from '@kith/net-types';

import { isLinkChangeRelevant } from './relevance.js';

const previous = link();

it('is relevant that a link comes or goes', () => {
  expect(isLinkChangeRelevant({ previous: undefined, current: previous })).toBe(true);
  expect(isLinkChangeRelevant({ previous, current: undefined })).toBe(true);
});

it.each([
  { isUp: false },
  { hasCarrier: false },
  { name: 'lan0' },
  { lladdr: macAddress('02:00:00:00:00:ff') },
  { master: ifIndex(9) },
  { isNoArp: true },
])('is relevant that it changes so: %j', (change) => {
  expect(isLinkChangeRelevant({ previous, current: { ...previous, ...change } })).toBe(true);
});

it('is not relevant that a link is announced again, or has another MTU', () => {
  expect(isLinkChangeRelevant({ previous, current: { ...previous } })).toBe(false);
  expect(isLinkChangeRelevant({ previous, current: { ...previous, mtu: 9000 } })).toBe(false);
});

import { describe, expect, it } from '@jest/globals';
import { ifIndex, ipAddress } from '@kith/net-types';

import type { RtRequest } from '../requests.js';
import { describeRequest } from './describe-request.js';

const key = { ifindex: ifIndex(2), address: ipAddress('10.69.0.66') };
const flags = { isExtLearned: true, isManaged: true, isRouter: false, use: false, protocol: 75 };

const CASES: readonly [RtRequest, string][] = [
  [
    { type: 'set-neighbor', ...key, ...flags, state: 'NONE' },
    'set neighbor 10.69.0.66 on ifindex 2',
  ],
  [{ type: 'delete-neighbor', ...key }, 'delete neighbor 10.69.0.66 on ifindex 2'],
  [{ type: 'get-neighbor', ...key }, 'get neighbor 10.69.0.66 on ifindex 2'],
  [{ type: 'get-route', address: key.address }, 'get route to 10.69.0.66'],
  [
    { type: 'get-route', address: key.address, oif: key.ifindex, mark: 7 },
    'get route to 10.69.0.66 oif 2 mark 7',
  ],
  [{ type: 'get-nexthop', id: 5 }, 'get nexthop 5'],
  [
    { type: 'probe-neighbor-flag', family: 'ipv4', ifindex: key.ifindex, bit: 31 },
    'probe bit 31 of NDA_FLAGS_EXT on ifindex 2',
  ],
];

describe('describeRequest', () => {
  it.each(CASES)('%j', (request, text) => {
    expect(describeRequest(request)).toBe(text);
  });
});

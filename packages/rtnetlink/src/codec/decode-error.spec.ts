import { describe, expect, it } from '@jest/globals';

import { decodeError } from './decode-error.js';
import { messagesIn } from './messages-in.fake.js';

// as Linux 6.18 answers
const VECTORS = [
  {
    name: 'the kernel says in words what it rejects, and where',
    hex: `44000000 02000003 07000000 00000000  eaffffff  24000000 1c000505 07000000 00000000
      1500 0100 72657365727665642062697420736574 00000000  0800 0200 1c000000`,
    refusal: {
      errno: 22,
      code: 'EINVAL',
      sequence: 7,
      extAck: 'reserved bit set',
      offset: 28,
    },
  },
  {
    name: 'the kernel says no more than a number',
    hex: `24000000 02000001 07000000 00000000  8fffffff  2c000000 1a000500 07000000 00000000`,
    refusal: { errno: 113, code: 'EHOSTUNREACH', sequence: 7 },
  },
  {
    name: 'the request is echoed whole (without NETLINK_CAP_ACK)',
    hex: `38000000 02000002 07000000 00000000  eaffffff
      18000000 1c000505 07000000 00000000 ffffffffffffffff  0c00 0100 77726f6e67 00 0000`,
    refusal: { errno: 22, code: 'EINVAL', sequence: 7, extAck: 'wrong' },
  },
  {
    name: 'an acknowledgment',
    hex: `24000000 02000001 07000000 00000000  00000000  2c000000 1a000500 07000000 00000000`,
    refusal: undefined,
  },
  {
    name: 'a dump that ends well',
    hex: '14000000 03000200 07000000 00000000 00000000',
    refusal: undefined,
  },
  {
    name: 'a dump that ends badly',
    hex: `20000000 03000202 07000000 00000000 f0ffffff  0b00 0100 62757379 21 0000 00`,
    refusal: { errno: 16, code: 'EBUSY', sequence: 7, extAck: 'busy!' },
  },
];

describe('decodeError', () => {
  it.each(VECTORS)('$name', ({ hex, refusal }) => {
    const bytes = Buffer.from(hex.replace(/\s/g, ''), 'hex');
    const refusals = [...messagesIn(bytes, bytes.length)].map((header) =>
      decodeError(bytes, header),
    );
    expect(refusals).toEqual([refusal]);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { decodeError } from './decode-error.js';
import { decodeMessage } from './decode-message.js';
import { Malformed } from './malformed.js';
import type { MessageHeader } from './message-cursor.js';
import { messagesIn } from './messages-in.fake.js';
import { NLMSG_HDRLEN, RTM_NEWADDR, RTM_NEWLINK, RTM_NEWNEIGH, RTM_NEWNEXTHOP } from './uapi.js';
import { RTM_NEWROUTE, RTM_NEWRULE } from './uapi.js';

const TYPES = [RTM_NEWADDR, RTM_NEWLINK, RTM_NEWNEIGH, RTM_NEWNEXTHOP, RTM_NEWROUTE, RTM_NEWRULE];
const BEYOND = 64;

/** A message of these types whose body begins like the real ones, so that most runs get past the header. */
const body = fc
  .tuple(
    fc.constantFrom(0, 2, 7, 10),
    fc.array(attribute(2), { maxLength: 6 }),
    fc.uint8Array({ maxLength: 16 }),
  )
  .map(([family, attributes, rest]) =>
    Buffer.concat([Buffer.from([family, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0]), ...attributes, rest]),
  );

/** An attribute whose length is right most of the time, with others inside. */
function attribute(depth: number): fc.Arbitrary<Buffer> {
  const value = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    ...(depth > 0
      ? [fc.array(attribute(depth - 1), { maxLength: 3 }).map((parts) => Buffer.concat(parts))]
      : []),
  );
  const skew = fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.integer({ min: -8, max: 64 }));
  return fc.tuple(fc.integer({ min: 0, max: 32 }), value, skew).map(([type, bytes, wrong]) => {
    const padded = Buffer.alloc(4 + ((bytes.length + 3) & ~3));
    padded.writeUInt16LE(Math.max(0, 4 + bytes.length + wrong), 0);
    padded.writeUInt16LE(type, 2);
    bytes.copy(padded, 4);
    return padded;
  });
}

/** The same message twice, in front of different bytes that are not its own. */
function framed(content: Uint8Array, filler: number): Buffer {
  const bytes = Buffer.alloc(NLMSG_HDRLEN + content.length + BEYOND, filler);
  bytes.fill(0, 0, NLMSG_HDRLEN);
  bytes.set(content, NLMSG_HDRLEN);
  return bytes;
}

function header(type: number, content: Uint8Array, flags = 0): MessageHeader {
  return { type, flags, sequence: 1, start: 0, end: NLMSG_HDRLEN + content.length };
}

function attempt<T>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
}

describe('malformed input', () => {
  it('is a value, and nothing beyond the end of a message is read', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), fc.oneof(body, fc.uint8Array()), (type, content) => {
        const [zeros, ones] = [0x00, 0xff].map((filler) =>
          decodeMessage(framed(content, filler), header(type, content)),
        );
        expect(zeros).toEqual(ones);
      }),
      { numRuns: 3000 },
    );
  });

  it('in an error is reported as such', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(2, 3),
        fc.constantFrom(0, 0x200, 0x300),
        fc.oneof(body, fc.uint8Array()),
        (type, flags, content) => {
          const [zeros, ones] = [0x00, 0xff].map((filler) =>
            attempt(() => decodeError(framed(content, filler), header(type, content, flags))),
          );
          expect(zeros).toEqual(ones);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('never makes a walk over messages hang or leave the datagram', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (datagram) => {
        const bytes = Buffer.concat([datagram, Buffer.alloc(BEYOND, 0xff)]);
        attempt(() => {
          for (const { start, end } of messagesIn(bytes, datagram.length)) {
            expect(end).toBeGreaterThanOrEqual(start + NLMSG_HDRLEN);
            expect(end).toBeLessThanOrEqual(datagram.length);
          }
        });
      }),
    );
  });

  it.each([
    [
      'an address of the wrong length',
      RTM_NEWNEIGH,
      '02000000 03000000 02000000 0600 0100 0a450000',
    ],
    ['a state that is none', RTM_NEWNEIGH, '02000000 03000000 03000000 0800 0100 0a450042'],
    ['no device', RTM_NEWNEIGH, '02000000 00000000 02000000 0800 0100 0a450042'],
    ['an attribute beyond the end', RTM_NEWNEIGH, '02000000 03000000 02000000 ff00 0100 0a450042'],
    [
      'an attribute without a length',
      RTM_NEWNEIGH,
      '02000000 03000000 02000000 0000 0100 0a450042',
    ],
    ['a header that is cut off', RTM_NEWLINK, '00000000 03000000'],
    ['a link without a name', RTM_NEWLINK, '00000000 03000000 00000000 00000000'],
    ['a prefix that is too long', RTM_NEWROUTE, '02210000 fe030001 00000000'],
    ['a leg of no length', RTM_NEWROUTE, '02000000 fe030001 00000000 0c00 0900 0000 0000 00000000'],
    ['a gateway without a family', RTM_NEWROUTE, '02000000 fe030001 00000000 0500 1200 00000000'],
    [
      'half a group member',
      RTM_NEWNEXTHOP,
      '00000000 00000000 0800 0100 01000000 0800 0200 05000000',
    ],
  ])('%s is malformed', (_name, type, hex) => {
    const content = Buffer.from(hex.replace(/\s/g, ''), 'hex');
    expect(decodeMessage(framed(content, 0), header(type, content))).toBeInstanceOf(Malformed);
  });
});

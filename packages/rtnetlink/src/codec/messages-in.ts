import { Malformed } from './malformed.js';
import { NLMSG_HDRLEN } from './uapi.js';

/** struct nlmsghdr of a message within a datagram. */
export interface MessageHeader {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  /** Where the header starts. */
  readonly start: number;
  /** Where the message ends: the sum of its start and nlmsg_len. */
  readonly end: number;
}

/**
 * The messages that a datagram of `length` bytes holds, in order.
 * @throws Malformed after the last whole one, when bytes are left over that are none
 */
export function* messagesIn(bytes: Buffer, length: number): Generator<MessageHeader> {
  let start = 0;
  while (start < length) {
    const left = length - start;
    const size = left < NLMSG_HDRLEN ? 0 : bytes.readUInt32LE(start);
    if (size < NLMSG_HDRLEN || size > left) {
      throw new Malformed(`message of ${size} bytes where ${left} are left`);
    }
    yield {
      type: bytes.readUInt16LE(start + 4),
      flags: bytes.readUInt16LE(start + 6),
      sequence: bytes.readUInt32LE(start + 8),
      start,
      end: start + size,
    };
    start += (size + 3) & ~3;
  }
}

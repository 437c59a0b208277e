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

/** Walks over the messages of a datagram, in order: it is the header of the one that `next` went to. */
export class MessageCursor implements MessageHeader {
  type = 0;
  flags = 0;
  sequence = 0;
  start = 0;
  end = 0;
  private following = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly length: number,
  ) {}

  /**
   * False after the last one.
   * @throws Malformed after the last whole one, when bytes are left over that are none
   */
  next(): boolean {
    const { bytes, following: start } = this;
    if (start >= this.length) return false;
    const left = this.length - start;
    const size = left < NLMSG_HDRLEN ? 0 : bytes.readUInt32LE(start);
    if (size < NLMSG_HDRLEN || size > left) {
      throw new Malformed(`message of ${size} bytes where ${left} are left`);
    }
    this.type = bytes.readUInt16LE(start + 4);
    this.flags = bytes.readUInt16LE(start + 6);
    this.sequence = bytes.readUInt32LE(start + 8);
    this.start = start;
    this.end = start + size;
    this.following = start + ((size + 3) & ~3);
    return true;
  }
}

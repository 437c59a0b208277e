import { Malformed } from './malformed.js';

const HEADER_BYTES = 16;

/** Calls back for each netlink message in the first `length` bytes, with where its payload begins and ends. @throws Malformed */
export function eachMessage(
  buffer: Buffer,
  length: number,
  visit: (message: MessageHeader, begin: number, end: number) => void,
): void {
  let at = 0;
  while (at + HEADER_BYTES <= length) {
    const bytes = buffer.readUInt32LE(at);
    if (bytes < HEADER_BYTES || at + bytes > length)
      throw new Malformed(`nlmsg_len ${bytes} of ${length - at} bytes`);
    const header = {
      type: buffer.readUInt16LE(at + 4),
      flags: buffer.readUInt16LE(at + 6),
      sequence: buffer.readUInt32LE(at + 8),
    };
    visit(header, at + HEADER_BYTES, at + bytes);
    at += (bytes + 3) & ~3;
  }
  if (at < length) throw new Malformed(`${length - at} bytes left over`);
}

export interface MessageHeader {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
}

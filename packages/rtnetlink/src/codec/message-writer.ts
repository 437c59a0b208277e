import { addressFamily, type IpAddress, ipAddressBytes, ipv4Number } from '@kith/net-types';

import { NLMSG_HDRLEN } from './uapi.js';

/**
 * Writes netlink messages back to back into one buffer that is allocated once. The caller keeps to its
 * capacity: it starts no message that might not fit.
 */
export class MessageWriter {
  readonly bytes: Buffer;
  /** The same, word by word: everything in a message starts at a multiple of four. */
  private readonly words: Uint32Array;
  private at = 0;
  private messageStart = 0;

  constructor(capacity: number) {
    this.words = new Uint32Array(capacity >> 2);
    this.bytes = Buffer.from(this.words.buffer);
  }

  /** Bytes written since the last reset. */
  get length(): number {
    return this.at;
  }

  reset(): void {
    this.at = 0;
  }

  /** struct nlmsghdr, and room for the `headerLength` bytes (a multiple of 4) after it, zeroed. @returns where these start */
  begin(type: number, flags: number, sequence: number, headerLength: number): number {
    const start = (this.messageStart = this.at);
    const { words } = this;
    let word = (start >> 2) + 1;
    words[word++] = (flags << 16) | type;
    words[word++] = sequence;
    words[word++] = 0;
    const header = start + NLMSG_HDRLEN;
    this.at = header + headerLength;
    for (const end = this.at >> 2; word < end; word++) words[word] = 0;
    return header;
  }

  /** Ends the message: its length is known now. */
  end(): void {
    this.words[this.messageStart >> 2] = this.at - this.messageStart;
  }

  u8(type: number, value: number): void {
    this.words[this.attribute(type, 1) >> 2] = value & 0xff;
  }

  u32(type: number, value: number): void {
    this.words[this.attribute(type, 4) >> 2] = value;
  }

  address(type: number, address: IpAddress): void {
    if (addressFamily(address) === 'ipv4') {
      this.words[this.attribute(type, 4) >> 2] = swapped(ipv4Number(address));
    } else this.octets(type, ipAddressBytes(address));
  }

  octets(type: number, octets: Uint8Array): void {
    const at = this.attribute(type, octets.length);
    // the last word may be padding in part
    this.words[(this.at >> 2) - 1] = 0;
    this.bytes.set(octets, at);
  }

  /** struct nlattr, padded to four bytes. @returns where its value starts */
  private attribute(type: number, length: number): number {
    const start = this.at;
    this.words[start >> 2] = (type << 16) | (4 + length);
    this.at = start + 4 + ((length + 3) & ~3);
    return start + 4;
  }
}

/** Network byte order is the other way round. */
function swapped(value: number): number {
  return (value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);
}

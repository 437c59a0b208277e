import { addressFamily, type IpAddress, ipAddressBytes, ipv4Number } from '@kith/net-types';

import { NLMSG_HDRLEN } from './uapi.js';

/**
 * Writes netlink messages back to back into one buffer that is allocated once. The caller keeps to its
 * capacity: it starts no message that might not fit.
 */
export class MessageWriter {
  readonly bytes: Buffer;
  private at = 0;
  private messageStart = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.alloc(capacity);
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
    this.bytes.writeUInt16LE(type, start + 4);
    this.bytes.writeUInt16LE(flags, start + 6);
    this.bytes.writeUInt32LE(sequence, start + 8);
    this.bytes.writeUInt32LE(0, start + 12);
    const header = start + NLMSG_HDRLEN;
    this.at = header + headerLength;
    for (let at = header; at < this.at; at += 4) this.bytes.writeUInt32LE(0, at);
    return header;
  }

  /** Ends the message: its length is known now. */
  end(): void {
    this.bytes.writeUInt32LE(this.at - this.messageStart, this.messageStart);
  }

  u8(type: number, value: number): void {
    const at = this.attribute(type, 1);
    this.bytes.writeUInt32LE(value & 0xff, at);
  }

  u32(type: number, value: number): void {
    this.bytes.writeUInt32LE(value >>> 0, this.attribute(type, 4));
  }

  address(type: number, address: IpAddress): void {
    if (addressFamily(address) === 'ipv4') {
      this.bytes.writeUInt32BE(ipv4Number(address), this.attribute(type, 4));
    } else this.octets(type, ipAddressBytes(address));
  }

  octets(type: number, octets: Uint8Array): void {
    const at = this.attribute(type, octets.length);
    // the last word may be padding in part
    this.bytes.writeUInt32LE(0, this.at - 4);
    this.bytes.set(octets, at);
  }

  /** struct nlattr, padded to four bytes. @returns where its value starts */
  private attribute(type: number, length: number): number {
    const start = this.at;
    this.bytes.writeUInt16LE(4 + length, start);
    this.bytes.writeUInt16LE(type, start + 2);
    this.at = start + 4 + ((length + 3) & ~3);
    return start + 4;
  }
}

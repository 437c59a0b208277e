import type { AddressFamily, IpAddress, MacAddress } from '@kith/net-types';

import { Malformed } from './malformed.js';
import { readIpAddress, readMacAddress } from './read-address.js';
import { NLA_TYPE_MASK } from './uapi.js';

const HEADER = 4;

/** Attributes of a higher type are skipped: none that is read here has one. */
const KNOWN_TYPES = 64;

/**
 * The attributes (struct nlattr) of one message, found by type. It is parsed anew for every message, so
 * that a walk over a large dump allocates nothing for them. A repeated attribute: the last one counts.
 *
 * Getters answer undefined for an attribute that is absent, and throw Malformed for one that is too short.
 */
export class Attributes {
  private bytes: Buffer = Buffer.alloc(0);
  private readonly starts = new Uint32Array(KNOWN_TYPES);
  private readonly ends = new Uint32Array(KNOWN_TYPES);
  /** Types below this may have been set by the last message. */
  private used = KNOWN_TYPES;

  /** @throws Malformed when an attribute reaches beyond `end` */
  parse(bytes: Buffer, start: number, end: number): this {
    this.bytes = bytes;
    const { starts, ends } = this;
    for (let type = 0; type < this.used; type++) starts[type] = 0;
    this.used = KNOWN_TYPES;
    let used = 0;
    let offset = start;
    while (offset + HEADER <= end) {
      const length = (bytes[offset] as number) | ((bytes[offset + 1] as number) << 8);
      if (length < HEADER || offset + length > end) {
        throw new Malformed(`attribute of ${length} bytes where ${end - offset} are left`);
      }
      const type =
        ((bytes[offset + 2] as number) | ((bytes[offset + 3] as number) << 8)) & NLA_TYPE_MASK;
      if (type < KNOWN_TYPES) {
        starts[type] = offset + HEADER;
        ends[type] = offset + length;
        if (type >= used) used = type + 1;
      }
      offset += (length + 3) & ~3;
    }
    this.used = used;
    return this;
  }

  has(type: number): boolean {
    return this.start(type) !== 0;
  }

  /** A view, not a copy: valid until the receive buffer is filled again. */
  get(type: number): Buffer | undefined {
    const start = this.start(type);
    return start === 0 ? undefined : this.bytes.subarray(start, this.end(type));
  }

  u8(type: number): number | undefined {
    const start = this.sized(type, 1);
    return start === 0 ? undefined : this.bytes[start];
  }

  u32(type: number): number | undefined {
    const start = this.sized(type, 4);
    return start === 0 ? undefined : this.bytes.readUInt32LE(start);
  }

  /** As `get`, without a view in between. */
  ipAddress(type: number, family: AddressFamily): IpAddress | undefined {
    const start = this.start(type);
    return start === 0 ? undefined : readIpAddress(this.bytes, family, start, this.end(type));
  }

  /** Undefined also for an empty one. */
  macAddress(type: number): MacAddress | undefined {
    const start = this.start(type);
    return start === 0 ? undefined : readMacAddress(this.bytes, start, this.end(type));
  }

  /** Text up to its terminating NUL. */
  text(type: number): string | undefined {
    const start = this.start(type);
    if (start === 0) return undefined;
    const end = this.end(type);
    const nul = this.bytes.indexOf(0, start);
    return this.bytes.toString('utf8', start, nul < 0 || nul > end ? end : nul);
  }

  /** Parses what is inside an attribute into another set; false when it is absent. */
  nested(type: number, into: Attributes): boolean {
    const start = this.start(type);
    if (start === 0) return false;
    into.parse(this.bytes, start, this.end(type));
    return true;
  }

  private sized(type: number, size: number): number {
    const start = this.start(type);
    if (start !== 0 && this.end(type) - start < size) {
      throw new Malformed(`attribute ${type} has less than ${size} bytes`);
    }
    return start;
  }

  private start(type: number): number {
    return this.starts[type] as number;
  }

  private end(type: number): number {
    return this.ends[type] as number;
  }
}

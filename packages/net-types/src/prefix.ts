import {
  addressFamily,
  type IpAddress,
  ipAddressBytes,
  ipAddressFromBytes,
  parseIpAddress,
} from './ip-address.js';

const LENGTH = /^(?:0|[1-9]\d{0,2})$/;

/** A block of addresses: the network address with all host bits zero, and 0-32 or 0-128. */
export interface Prefix {
  readonly address: IpAddress;
  readonly length: number;
}

/** The prefix of `length` bits that `address` is in; host bits are cleared. @throws RangeError on a bad length */
export function prefixOf(address: IpAddress, length: number): Prefix {
  const bytes = ipAddressBytes(address);
  if (!Number.isInteger(length) || length < 0 || length > bytes.length * 8) {
    throw new RangeError(`a prefix of ${address} cannot have ${length} bits`);
  }
  return { address: masked(bytes, length), length };
}

/** Parses `10.69.0.0/26`; an address alone is a host prefix; undefined for anything else. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  const address = parseIpAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const bits = ipAddressBytes(address).length * 8;
  if (slash < 0) return { address, length: bits };
  const digits = text.slice(slash + 1);
  const length = Number(digits);
  return LENGTH.test(digits) && length <= bits ? prefixOf(address, length) : undefined;
}

/** `10.69.0.0/26`; what parsePrefix takes. */
export function formatPrefix(prefix: Prefix): string {
  return `${prefix.address}/${prefix.length}`;
}

/** Whether an address is under a prefix; never one of the other family. */
export function prefixContains(prefix: Prefix, address: IpAddress): boolean {
  return (
    addressFamily(prefix.address) === addressFamily(address) &&
    masked(ipAddressBytes(address), prefix.length) === prefix.address
  );
}

/** A set of prefixes that answers "is this address under one of them" in one look-up per distinct length. */
export class PrefixSet {
  private readonly byLength = new Map<
    string,
    { family: string; length: number; networks: Set<IpAddress> }
  >();

  constructor(prefixes: Iterable<Prefix> = []) {
    for (const prefix of prefixes) this.add(prefix);
  }

  get isEmpty(): boolean {
    return this.byLength.size === 0;
  }

  add(prefix: Prefix): void {
    const family = addressFamily(prefix.address);
    const key = `${family}/${prefix.length}`;
    let entry = this.byLength.get(key);
    if (!entry)
      this.byLength.set(key, (entry = { family, length: prefix.length, networks: new Set() }));
    entry.networks.add(prefix.address);
  }

  covers(address: IpAddress): boolean {
    const family = addressFamily(address);
    const bytes = ipAddressBytes(address);
    for (const entry of this.byLength.values()) {
      if (entry.family === family && entry.networks.has(masked(bytes, entry.length))) return true;
    }
    return false;
  }
}

function masked(bytes: Uint8Array, length: number): IpAddress {
  const result = Uint8Array.from(bytes);
  const whole = length >> 3;
  if (whole < result.length) {
    result[whole] = (result[whole] as number) & (0xff00 >> (length & 7));
    result.fill(0, whole + 1);
  }
  return ipAddressFromBytes(result);
}

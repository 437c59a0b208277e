/**
 * An IPv4 or IPv6 address in its canonical text (RFC 5952 for IPv6), without zone id.
 * Two addresses are the same when the strings are, so it serves as a map key as it is.
 */
export type IpAddress = string & { readonly __brand: 'IpAddress' };

/** AF_INET and AF_INET6. */
export type AddressFamily = 'ipv4' | 'ipv6';

const V4_BYTES = 4;
const V6_BYTES = 16;
const V6_GROUPS = 8;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const HEX_GROUP = /^[0-9a-fA-F]{1,4}$/;

/** Parses dotted-quad IPv4 or RFC 4291 IPv6; undefined for anything else, a zone id included. */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (text.includes(':')) {
    const bytes = parseIpv6(text);
    return bytes && ipAddressFromBytes(bytes);
  }
  // the only way to write it
  return parseIpv4(text) === undefined ? undefined : (text as IpAddress);
}

/** As parseIpAddress, for text that must be an address. @throws TypeError when it is not */
export function ipAddress(text: string): IpAddress {
  const address = parseIpAddress(text);
  if (address === undefined) throw new TypeError(`"${text}" is not an IP address`);
  return address;
}

/** The address that 4 or 16 bytes in network order stand for, all or those from `start` to `end`. @throws TypeError on another length */
export function ipAddressFromBytes(bytes: Uint8Array, start = 0, end = bytes.length): IpAddress {
  const length = end - start;
  if (length === V4_BYTES) return formatIpv4(bytes, start) as IpAddress;
  if (length === V6_BYTES) return formatIpv6(bytes.subarray(start, end)) as IpAddress;
  throw new TypeError(`an IP address has 4 or 16 bytes, not ${length}`);
}

/** The 4 or 16 bytes of an address, in network order; a new array. */
export function ipAddressBytes(address: IpAddress): Uint8Array {
  if (address.includes(':')) return parseIpv6(address) as Uint8Array;
  const number = ipv4Number(address);
  return Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number);
}

/** The 32 bits of an IPv4 address: 10.0.0.1 is 0x0a000001. */
export function ipv4Number(address: IpAddress): number {
  return parseIpv4(address) as number;
}

/** The family of an address, from its text alone. */
export function addressFamily(address: IpAddress): AddressFamily {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}

/** Character by character: every write to the kernel comes through here. */
function parseIpv4(text: string): number | undefined {
  let number = 0;
  let part = 0;
  let value = 0;
  let digits = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : DOT;
    if (code === DOT) {
      if (digits === 0 || part === V4_BYTES) return undefined;
      number = (number << 8) | value;
      part++;
      value = digits = 0;
    } else {
      // no leading zeros: some take them for octal
      if (code < ZERO || code > NINE || (digits > 0 && value === 0)) return undefined;
      value = value * 10 + code - ZERO;
      digits++;
      if (value > 255) return undefined;
    }
  }
  return part === V4_BYTES ? number >>> 0 : undefined;
}

function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] as string, halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1] as string, true) : [];
  if (!head || !tail) return undefined;
  const missing = V6_GROUPS - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;

  const bytes = new Uint8Array(V6_BYTES);
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  groups.forEach((group, i) => {
    bytes[2 * i] = group >> 8;
    bytes[2 * i + 1] = group & 0xff;
  });
  return bytes;
}

/** Colon-separated groups; where `endsAddress`, the last one may be a dotted quad (RFC 4291 2.2). */
function parseGroups(text: string, endsAddress: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (endsAddress && i === parts.length - 1 && part.includes('.')) {
      const quad = parseIpv4(part);
      if (quad === undefined) return undefined;
      groups.push(quad >>> 16, quad & 0xffff);
    } else {
      if (!HEX_GROUP.test(part)) return undefined;
      groups.push(parseInt(part, 16));
    }
  }
  return groups;
}

const OCTETS = Array.from({ length: 256 }, (_, octet) => String(octet));
/** Neighbors come from few networks: the text of their first three octets, by the lowest bits of these. */
const NETWORKS = 1024;
const networkNumbers = new Int32Array(NETWORKS).fill(-1);
const networkTexts = new Array<string>(NETWORKS).fill('');

function formatIpv4(bytes: Uint8Array, start: number): string {
  const a = bytes[start] as number;
  const b = bytes[start + 1] as number;
  const c = bytes[start + 2] as number;
  const network = (a << 16) | (b << 8) | c;
  const slot = network % NETWORKS;
  if (networkNumbers[slot] !== network) {
    networkNumbers[slot] = network;
    networkTexts[slot] = `${a}.${b}.${c}.`;
  }
  return `${networkTexts[slot]}${OCTETS[bytes[start + 3] as number]}`;
}

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups shortened. */
function formatIpv6(bytes: Uint8Array): string {
  const groups: number[] = [];
  for (let i = 0; i < V6_BYTES; i += 2) {
    groups.push(((bytes[i] as number) << 8) | (bytes[i + 1] as number));
  }
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${formatIpv4(bytes, 12)}`;
  }
  const run = longestZeroRun(groups);
  const hex = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  if (run.length < 2) return hex(0, V6_GROUPS);
  return `${hex(0, run.start)}::${hex(run.start + run.length, V6_GROUPS)}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((group, i) => {
    if (group !== 0) start = i + 1;
    else if (i + 1 - start > best.length) best = { start, length: i + 1 - start };
  });
  return best;
}

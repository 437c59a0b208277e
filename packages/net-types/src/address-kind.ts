import { addressFamily, type IpAddress, ipAddressBytes, ipv4Number } from './ip-address.js';

/** What an address is by its own bits; `unicast` is everything that a host could have. */
export type AddressKind =
  'unicast' | 'unspecified' | 'loopback' | 'multicast' | 'broadcast' | 'ipv4-mapped';

/**
 * Source: RFC 6890 (IPv4 special-purpose blocks), RFC 4291 2.5 (IPv6).
 * A subnet's directed broadcast address looks like any other unicast address: only the FIB knows it.
 */
export function addressKind(address: IpAddress): AddressKind {
  return addressFamily(address) === 'ipv4'
    ? ipv4Kind(ipv4Number(address))
    : ipv6Kind(ipAddressBytes(address));
}

/** fe80::/10, or 169.254.0.0/16: unique on its link only. */
export function isLinkLocal(address: IpAddress): boolean {
  const [a = 0, b = 0, ...rest] = ipAddressBytes(address);
  return rest.length === 2 ? a === 169 && b === 254 : a === 0xfe && (b & 0xc0) === 0x80;
}

function ipv4Kind(number: number): AddressKind {
  const first = number >>> 24;
  if (first === 0) return 'unspecified';
  if (first === 127) return 'loopback';
  if (first >= 224 && first < 240) return 'multicast';
  if (number === 0xffffffff) return 'broadcast';
  return 'unicast';
}

function ipv6Kind(bytes: Uint8Array): AddressKind {
  if (bytes[0] === 0xff) return 'multicast';
  if (bytes.subarray(0, 10).some((byte) => byte !== 0)) return 'unicast';
  if (bytes[10] === 0xff && bytes[11] === 0xff) return 'ipv4-mapped';
  if (bytes.subarray(10, 15).some((byte) => byte !== 0)) return 'unicast';
  if (bytes[15] === 0) return 'unspecified';
  return bytes[15] === 1 ? 'loopback' : 'unicast';
}

import {
  type AddressFamily,
  type IfIndex,
  type IpAddress,
  ipAddressFromBytes,
  type MacAddress,
  macAddressFromBytes,
} from '@kith/net-types';

import { Malformed } from './malformed.js';
import { AF_INET, AF_INET6 } from './uapi.js';

const LENGTHS: Readonly<Record<AddressFamily, number>> = { ipv4: 4, ipv6: 16 };
const MAX_ADDR_LEN = 32;

/** Undefined for every other family: bridges, multicast routing, MPLS. */
export function familyOf(number: number): AddressFamily | undefined {
  if (number === AF_INET) return 'ipv4';
  return number === AF_INET6 ? 'ipv6' : undefined;
}

/** What is from `start` to `end`. @throws Malformed unless it has the length of its family */
export function readIpAddress(
  bytes: Buffer,
  family: AddressFamily,
  start = 0,
  end = bytes.length,
): IpAddress {
  if (end - start !== LENGTHS[family]) {
    throw new Malformed(`${family} address of ${end - start} bytes`);
  }
  return ipAddressFromBytes(bytes, start, end);
}

/** What is from `start` to `end`: undefined where that is nothing, which stands for no address. @throws Malformed when it is too long */
export function readMacAddress(bytes: Buffer, start: number, end: number): MacAddress | undefined {
  if (end - start > MAX_ADDR_LEN) {
    throw new Malformed(`link-layer address of ${end - start} bytes`);
  }
  return end === start ? undefined : macAddressFromBytes(bytes, start, end);
}

/** Undefined for 0, which stands for no device. @throws Malformed when it is negative */
export function readIfIndex(value: number | undefined): IfIndex | undefined {
  if (value === undefined || value === 0) return undefined;
  if (value > 0x7fffffff) throw new Malformed(`interface index ${value}`);
  return value as IfIndex;
}

/** As readIfIndex, for messages that are about a device. @throws Malformed when there is none */
export function requireIfIndex(value: number): IfIndex {
  const ifindex = readIfIndex(value);
  if (ifindex === undefined) throw new Malformed('no interface index');
  return ifindex;
}

import { type AddressFamily, type IfIndex, ifIndex } from '@kith/net-types';

import * as uapi from './constants.js';
import { Malformed } from './malformed.js';

/** @throws Malformed */
export function toIfIndex(value: number): IfIndex {
  try {
    return ifIndex(value);
  } catch {
    throw new Malformed(`interface index ${value}`);
  }
}

/** @throws Malformed on another family than AF_INET and AF_INET6 */
export function toFamily(value: number): AddressFamily {
  if (value === uapi.AF_INET) return 'ipv4';
  if (value === uapi.AF_INET6) return 'ipv6';
  throw new Malformed(`address family ${value}`);
}

/** Bytes of an address of AF_INET or AF_INET6. */
export function addressLength(family: number): number {
  return family === uapi.AF_INET ? 4 : 16;
}

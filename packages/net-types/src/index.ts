export { addressKind, isLinkLocal } from './address-kind.js';
export {
  addressFamily,
  ipAddress,
  ipAddressBytes,
  ipAddressFromBytes,
  ipv4Number,
  parseIpAddress,
} from './ip-address.js';
export { ifIndex } from './link.js';
export {
  macAddress,
  macAddressBytes,
  macAddressFromBytes,
  parseMacAddress,
} from './mac-address.js';
export { isOnlyAging, isUsable, neighborKey, parseNeighborKey } from './neighbor.js';
export { formatPrefix, parsePrefix, prefixContains, prefixOf, PrefixSet } from './prefix.js';

export type { AddressKind } from './address-kind.js';
export type { AddressFamily, IpAddress } from './ip-address.js';
export type { IfIndex, InterfaceAddress, Link } from './link.js';
export type { MacAddress } from './mac-address.js';
export type { Neighbor, NeighborKey, NudState } from './neighbor.js';
export type { NextHop, RouteGateway } from './next-hop.js';
export type { Prefix } from './prefix.js';

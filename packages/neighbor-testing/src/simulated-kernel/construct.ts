import {
  addressKind,
  addressFamily,
  type InterfaceAddress,
  ipAddress,
  type IpAddress,
  type Link,
  type MacAddress,
  macAddress,
} from '@kith/net-types';

import { isSubnetBroadcast } from './answer-route.js';
import type { NeighborEntry } from './neighbor-entry.js';

const ANY = ipAddress('0.0.0.0');
const BROADCAST = macAddress('ff:ff:ff:ff:ff:ff');

/**
 * What the kernel makes up for a new entry that needs no resolution (`arp_constructor`, `ndisc_constructor`):
 * multicast and broadcast addresses and devices without ARP.
 */
export function construct(
  entry: NeighborEntry,
  link: Link | undefined,
  addresses: readonly InterfaceAddress[],
): void {
  const lladdr = madeUp(entry, link, addresses);
  if (lladdr === undefined) return;
  entry.state = 'NOARP';
  entry.lladdr = lladdr;
}

/** The address that an entry really gets: a device without neighbors has one IPv4 entry for all. */
export function keyAddress(address: IpAddress, link: Link | undefined): IpAddress {
  const hasNone = link?.isLoopback || link?.isPointToPoint;
  return hasNone && addressFamily(address) === 'ipv4' ? ANY : address;
}

function madeUp(
  { address, ifindex }: NeighborEntry,
  link: Link | undefined,
  addresses: readonly InterfaceAddress[],
): MacAddress | undefined {
  const kind = addressKind(address);
  // computed from the address; which one does not matter here
  if (kind === 'multicast') {
    return macAddress(
      addressFamily(address) === 'ipv4' ? '01:00:5e:00:00:00' : '33:33:00:00:00:00',
    );
  }
  if (link?.isNoArp || link?.isLoopback) return link.lladdr;
  const isBroadcast =
    kind === 'broadcast' ||
    (link?.isUp === true &&
      addresses.some((own) => own.ifindex === ifindex && isSubnetBroadcast(own, address)));
  return isBroadcast || link?.isPointToPoint ? BROADCAST : undefined;
}

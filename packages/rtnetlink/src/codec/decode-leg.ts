import type { AddressFamily, IpAddress } from '@kith/net-types';

import type { RouteLeg } from '../messages.js';
import type { Attributes } from './attributes.js';
import { Malformed } from './malformed.js';
import { familyOf, readIfIndex, readIpAddress } from './read-address.js';
import { RTA_GATEWAY, RTA_VIA, RTNH_F_DEAD, RTNH_F_LINKDOWN } from './uapi.js';

/** One leg from its device, its gateway and its RTNH_F_* flags. */
export function legOf(
  oif: number | undefined,
  via: IpAddress | undefined,
  flags: number,
): RouteLeg {
  const ifindex = readIfIndex(oif);
  const isUsable = (flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN)) === 0;
  return via === undefined ? { ifindex, isUsable } : { ifindex, via, isUsable };
}

/** The gateway of a leg: RTA_GATEWAY is of the route's family, RTA_VIA says its own. */
export function gatewayOf(attributes: Attributes, family: AddressFamily): IpAddress | undefined {
  const gateway = attributes.ipAddress(RTA_GATEWAY, family);
  if (gateway !== undefined) return gateway;
  const via = attributes.get(RTA_VIA);
  if (via === undefined) return undefined;
  if (via.length < 2) throw new Malformed('RTA_VIA without a family');
  const viaFamily = familyOf(via.readUInt16LE(0));
  return viaFamily && readIpAddress(via.subarray(2), viaFamily);
}

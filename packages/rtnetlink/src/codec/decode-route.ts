import { type AddressFamily, ipAddress, type Prefix } from '@kith/net-types';

import type { RouteLeg, RouteMessage, RouteType } from '../messages.js';
import { Attributes } from './attributes.js';
import { gatewayOf, legOf } from './decode-leg.js';
import { Malformed } from './malformed.js';
import { familyOf, readIpAddress } from './read-address.js';
import {
  RTA_DST,
  RTA_MULTIPATH,
  RTA_NH_ID,
  RTA_OIF,
  RTA_PRIORITY,
  RTA_TABLE,
  RTM_F_CLONED,
  RTMSG_LEN,
  RTNEXTHOP_LEN,
} from './uapi.js';

/** By RTN_*. */
const TYPES: readonly RouteType[] = [
  'other',
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
];

const EVERYWHERE = { ipv4: ipAddress('0.0.0.0'), ipv6: ipAddress('::') };

const attributes = new Attributes();
const legAttributes = new Attributes();

/** struct rtmsg and what follows it. Undefined for routes of other families. */
export function decodeRoute(bytes: Buffer, start: number, end: number): RouteMessage | undefined {
  const family = familyOf(bytes.readUInt8(start));
  if (family === undefined) return undefined;
  attributes.parse(bytes, start + RTMSG_LEN, end);
  const flags = bytes.readUInt32LE(start + 8);
  const nexthopId = attributes.u32(RTA_NH_ID);
  const route = {
    kind: 'route' as const,
    family,
    prefix: readPrefix(family, bytes.readUInt8(start + 1)),
    type: TYPES[bytes.readUInt8(start + 7)] ?? 'other',
    table: attributes.u32(RTA_TABLE) ?? bytes.readUInt8(start + 4),
    protocol: bytes.readUInt8(start + 5),
    priority: attributes.u32(RTA_PRIORITY) ?? 0,
    isCloned: (flags & RTM_F_CLONED) !== 0,
    legs: readLegs(family, flags),
  };
  return nexthopId === undefined ? route : { ...route, nexthopId };
}

function readPrefix(family: AddressFamily, length: number): Prefix {
  if (length > (family === 'ipv4' ? 32 : 128)) throw new Malformed(`${family} prefix of ${length}`);
  const bytes = attributes.get(RTA_DST);
  const address = bytes === undefined ? EVERYWHERE[family] : readIpAddress(bytes, family);
  // the kernel keeps no host bits
  return { address, length };
}

function readLegs(family: AddressFamily, flags: number): RouteLeg[] {
  const multipath = attributes.get(RTA_MULTIPATH);
  if (multipath !== undefined) return readMultipath(multipath, family);
  const oif = attributes.u32(RTA_OIF);
  const via = gatewayOf(attributes, family);
  return oif === undefined && via === undefined ? [] : [legOf(oif, via, flags)];
}

/** struct rtnexthop, back to back, each with attributes of its own. */
function readMultipath(bytes: Buffer, family: AddressFamily): RouteLeg[] {
  const legs: RouteLeg[] = [];
  let offset = 0;
  while (offset + RTNEXTHOP_LEN <= bytes.length) {
    const length = bytes.readUInt16LE(offset);
    const end = offset + length;
    if (length < RTNEXTHOP_LEN || end > bytes.length) {
      throw new Malformed(`leg of ${length} bytes where ${bytes.length - offset} are left`);
    }
    legAttributes.parse(bytes, offset + RTNEXTHOP_LEN, end);
    const via = gatewayOf(legAttributes, family);
    legs.push(legOf(bytes.readUInt32LE(offset + 4), via, bytes.readUInt8(offset + 2)));
    offset += (length + 3) & ~3;
  }
  return legs;
}

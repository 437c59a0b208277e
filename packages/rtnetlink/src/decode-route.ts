import { type IpAddress, ipAddress, ipAddressFromBytes, prefixOf } from '@kith/net-types';

import { eachAttribute, u32 } from './attributes.js';
import * as uapi from './constants.js';
import { addressLength, toFamily, toIfIndex } from './decode-values.js';
import { Malformed } from './malformed.js';
import type { NexthopMessage, RouteLeg, RouteMessage, RouteType, RuleMessage } from './messages.js';

const RTMSG_BYTES = 12;
const RTNEXTHOP_BYTES = 8;
const NHMSG_BYTES = 8;
const NEXTHOP_GRP_BYTES = 8;
const FIB_RULE_HDR_BYTES = 12;

// RTN_*, include/uapi/linux/rtnetlink.h, in their order from 1
const ROUTE_TYPES: readonly RouteType[] = [
  ...(['unicast', 'local', 'broadcast', 'anycast', 'multicast'] as const),
  ...(['blackhole', 'unreachable', 'prohibit', 'throw', 'nat'] as const),
];

const UNUSABLE = uapi.RTNH_F_DEAD | uapi.RTNH_F_LINKDOWN;

/** struct rtmsg and RTA_*; undefined for families other than IPv4 and IPv6. */
export function decodeRoute(buffer: Buffer, from: number, to: number): RouteMessage | undefined {
  if (to - from < RTMSG_BYTES) throw new Malformed('rtmsg is cut short');
  const family = buffer[from] as number;
  if (family !== uapi.AF_INET && family !== uapi.AF_INET6) return undefined;
  const flags = buffer.readUInt32LE(from + 8);
  let table = buffer[from + 4] as number;
  let destination: IpAddress | undefined;
  let via: IpAddress | undefined;
  let oif: number | undefined;
  let priority = 0;
  let nexthopId: number | undefined;
  let legs: RouteLeg[] = [];
  eachAttribute(buffer, from + RTMSG_BYTES, to, (type, begin, end) => {
    if (type === uapi.RTA_DST) destination = address(buffer, begin, end, family);
    else if (type === uapi.RTA_GATEWAY) via = address(buffer, begin, end, family);
    else if (type === uapi.RTA_VIA) via = viaAddress(buffer, begin, end);
    else if (type === uapi.RTA_OIF) oif = u32(buffer, begin, end);
    else if (type === uapi.RTA_PRIORITY) priority = u32(buffer, begin, end);
    else if (type === uapi.RTA_TABLE) table = u32(buffer, begin, end);
    else if (type === uapi.RTA_NH_ID) nexthopId = u32(buffer, begin, end);
    else if (type === uapi.RTA_MULTIPATH) legs = multipath(buffer, begin, end, family);
  });
  if (legs.length === 0 && oif !== undefined) legs = [leg(oif, via, flags)];
  const length = buffer[from + 1] as number;
  if (length > addressLength(family) * 8) throw new Malformed(`a route of ${length} bits`);
  return {
    kind: 'route',
    family: toFamily(family),
    prefix: prefixOf(destination ?? ipAddress(family === uapi.AF_INET ? '0.0.0.0' : '::'), length),
    type: ROUTE_TYPES[(buffer[from + 7] as number) - 1] ?? 'other',
    table,
    protocol: buffer[from + 5] as number,
    priority,
    isCloned: (flags & uapi.RTM_F_CLONED) !== 0,
    legs,
    ...(nexthopId !== undefined && { nexthopId }),
  };
}

/** struct nhmsg and NHA_* */
export function decodeNexthop(buffer: Buffer, from: number, to: number): NexthopMessage {
  if (to - from < NHMSG_BYTES) throw new Malformed('nhmsg is cut short');
  const family = buffer[from] as number;
  const members: number[] = [];
  let id: number | undefined;
  let oif: number | undefined;
  let via: IpAddress | undefined;
  let isBlackhole = false;
  eachAttribute(buffer, from + NHMSG_BYTES, to, (type, begin, end) => {
    if (type === uapi.NHA_ID) id = u32(buffer, begin, end);
    else if (type === uapi.NHA_BLACKHOLE) isBlackhole = true;
    else if (type === uapi.NHA_OIF) oif = u32(buffer, begin, end);
    else if (type === uapi.NHA_GATEWAY) via = address(buffer, begin, end, family);
    else if (type === uapi.NHA_GROUP) {
      for (let at = begin; at + NEXTHOP_GRP_BYTES <= end; at += NEXTHOP_GRP_BYTES) {
        members.push(buffer.readUInt32LE(at));
      }
    }
  });
  if (id === undefined) throw new Malformed('a nexthop without NHA_ID');
  const flags = buffer.readUInt32LE(from + 4);
  return {
    kind: 'nexthop',
    id,
    members,
    isBlackhole,
    ...(oif !== undefined && { leg: leg(oif, via, flags) }),
  };
}

/** struct fib_rule_hdr; undefined for families other than IPv4 and IPv6. */
export function decodeRule(buffer: Buffer, from: number, to: number): RuleMessage | undefined {
  if (to - from < FIB_RULE_HDR_BYTES) throw new Malformed('fib_rule_hdr is cut short');
  const family = buffer[from] as number;
  if (family !== uapi.AF_INET && family !== uapi.AF_INET6) return undefined;
  let priority = 0;
  eachAttribute(buffer, from + FIB_RULE_HDR_BYTES, to, (type, begin, end) => {
    if (type === uapi.FRA_PRIORITY) priority = u32(buffer, begin, end);
  });
  return { kind: 'rule', family: toFamily(family), priority };
}

/** RTA_MULTIPATH: struct rtnexthop {u16 len, u8 flags, u8 hops, int ifindex} and its own attributes, repeated. */
function multipath(buffer: Buffer, from: number, to: number, family: number): RouteLeg[] {
  const legs: RouteLeg[] = [];
  let at = from;
  while (at + RTNEXTHOP_BYTES <= to) {
    const length = buffer.readUInt16LE(at);
    if (length < RTNEXTHOP_BYTES || at + length > to)
      throw new Malformed(`rtnexthop of ${length} bytes`);
    let via: IpAddress | undefined;
    eachAttribute(buffer, at + RTNEXTHOP_BYTES, at + length, (type, begin, end) => {
      if (type === uapi.RTA_GATEWAY) via = address(buffer, begin, end, family);
      if (type === uapi.RTA_VIA) via = viaAddress(buffer, begin, end);
    });
    legs.push(leg(buffer.readUInt32LE(at + 4), via, buffer[at + 2] as number));
    at += (length + 3) & ~3;
  }
  return legs;
}

function leg(oif: number, via: IpAddress | undefined, flags: number): RouteLeg {
  return {
    ifindex: oif === 0 ? undefined : toIfIndex(oif),
    ...(via !== undefined && { via }),
    isUsable: (flags & UNUSABLE) === 0,
  };
}

function address(buffer: Buffer, begin: number, end: number, family: number): IpAddress {
  if (end - begin !== addressLength(family)) throw new Malformed('an address of the wrong length');
  return ipAddressFromBytes(buffer.subarray(begin, end));
}

/** RTA_VIA: struct rtvia {u16 family, u8 addr[]} */
function viaAddress(buffer: Buffer, begin: number, end: number): IpAddress {
  if (end - begin < 2) throw new Malformed('RTA_VIA is cut short');
  return address(buffer, begin + 2, end, buffer.readUInt16LE(begin));
}

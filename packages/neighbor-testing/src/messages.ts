import { constants } from 'node:os';

import { ifIndex, ipAddress, prefixOf } from '@kith/net-types';
import {
  NetlinkError,
  type NexthopMessage,
  type RouteMessage,
  type RtResult,
} from '@kith/rtnetlink';

/** A route of the main table: 10.1.0.0/16 via 10.0.0.254 on ifindex 1. */
export function routeMessage(over: Partial<RouteMessage> = {}): RouteMessage {
  return {
    kind: 'route',
    family: 'ipv4',
    prefix: prefixOf(ipAddress('10.1.0.0'), 16),
    type: 'unicast',
    table: 254,
    protocol: 3,
    priority: 0,
    isCloned: false,
    legs: [{ ifindex: ifIndex(1), via: ipAddress('10.0.0.254'), isUsable: true }],
    ...over,
  };
}

/** A nexthop object: 7, without a leg and without members. */
export function nexthopMessage(over: Partial<NexthopMessage> = {}): NexthopMessage {
  return { kind: 'nexthop', id: 7, members: [], isBlackhole: false, ...over };
}

/** The kernel refused a request with this errno, `ENOENT`, and perhaps these words. */
export function refused(code: keyof typeof constants.errno, extAck?: string): RtResult {
  return {
    ok: false,
    error: new NetlinkError({
      operation: 'what a test asked',
      code,
      errno: constants.errno[code],
      ...(extAck !== undefined && { extAck }),
    }),
  };
}

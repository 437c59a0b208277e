import type { AnswerBasis, NextHopAnswer, NextHopQuery, SkipReason } from '@kith/neighbor-api';
import type { IfIndex, NextHop } from '@kith/net-types';
import type { NetlinkError, NexthopMessage, RouteLeg, RouteMessage } from '@kith/rtnetlink';

// a route of another type than unicast is a reason by itself
const NOT_UNICAST: Readonly<Record<string, SkipReason>> = {
  local: 'local',
  anycast: 'local',
  broadcast: 'broadcast',
  multicast: 'multicast',
  blackhole: 'blackhole',
  unreachable: 'unreachable',
  prohibit: 'prohibit',
  throw: 'throw',
};

const NONE: readonly never[] = [];

/** What a FIB entry means for the target that was asked about. */
export function readAnswer(
  query: NextHopQuery,
  route: RouteMessage,
  nexthops: ReadonlyMap<number, NexthopMessage>,
): NextHopAnswer {
  const objects = route.nexthopId === undefined ? NONE : expand(route.nexthopId, nexthops);
  // with nexthop_compat_mode=0 the kernel names the object only
  const legs = route.legs.length > 0 ? route.legs : objects.flatMap(({ leg }) => leg ?? []);
  const basis: AnswerBasis = {
    prefix: route.prefix,
    devices: devicesOf(legs),
    nexthopIds:
      route.nexthopId === undefined
        ? NONE
        : [...new Set([...objects.map(({ id }) => id), route.nexthopId])],
  };
  const reason = route.type === 'unicast' ? undefined : (NOT_UNICAST[route.type] ?? 'unreachable');
  if (reason !== undefined) return { kind: 'skipped', reason, basis };
  if (objects.some(({ isBlackhole }) => isBlackhole))
    return { kind: 'skipped', reason: 'blackhole', basis };

  if (!legs.some((leg) => isOn(leg, query))) {
    return { kind: 'skipped', reason: 'other-device', basis };
  }
  const hops = nextHops(query, legs);
  return hops.length > 0
    ? { kind: 'next-hops', hops, basis }
    : { kind: 'skipped', reason: 'link-down', basis };
}

/**
 * Where no FIB entry matched. Asked over a device, the kernel gives no reason; asked without, it answers
 * ENETUNREACH where there is no route, and the errno of the route's type where one forbids.
 */
export function readRefusal(error: NetlinkError, devices: readonly IfIndex[]): NextHopAnswer {
  const { code, message, details } = error;
  const basis = { devices, nexthopIds: [] };
  const isUnroutable =
    ['ENETUNREACH', 'ENETDOWN'].includes(code) || (code === 'EHOSTUNREACH' && devices.length > 0);
  if (isUnroutable) return { kind: 'skipped', reason: 'unroutable', basis };
  // in words of its own the kernel speaks of the question, not of a route
  const reason = details.extAck === undefined ? FORBIDDEN_BY[code] : undefined;
  return { kind: 'skipped', reason: reason ?? 'error', detail: message, basis };
}

// for a lookup without a device the kernel answers with the errno of the route's type
const FORBIDDEN_BY: Readonly<Record<string, SkipReason>> = {
  EINVAL: 'blackhole',
  EACCES: 'prohibit',
  EAGAIN: 'throw',
  EHOSTUNREACH: 'unreachable',
};

/** Each usable leg that was asked for, once; on-link legs lead to the target itself. */
function nextHops(query: NextHopQuery, legs: readonly RouteLeg[]): readonly NextHop[] {
  const hops: NextHop[] = [];
  for (const leg of legs) {
    const { ifindex, via: address = query.address, isUsable } = leg;
    if (!isUsable || ifindex === undefined || !isOn(leg, query)) continue;
    const isKnown = hops.some((hop) => hop.ifindex === ifindex && hop.address === address);
    if (!isKnown) hops.push({ ifindex, address });
  }
  return hops;
}

function isOn({ ifindex }: RouteLeg, { oif }: NextHopQuery): boolean {
  return oif === undefined || ifindex === oif;
}

function devicesOf(legs: readonly RouteLeg[]): readonly IfIndex[] {
  const devices: IfIndex[] = [];
  for (const { ifindex } of legs) {
    if (ifindex !== undefined && !devices.includes(ifindex)) devices.push(ifindex);
  }
  return devices;
}

/** A nexthop object and its members. */
function expand(id: number, nexthops: ReadonlyMap<number, NexthopMessage>): NexthopMessage[] {
  const object = nexthops.get(id);
  if (!object) return [];
  return [object, ...object.members.flatMap((member) => nexthops.get(member) ?? [])];
}

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

/** What a FIB entry means for the targets that end at it. */
export class RouteReading {
  private readonly legs: readonly RouteLeg[];
  private readonly basis: AnswerBasis;
  /** Why it leads nowhere, whoever asks. */
  private readonly reason: SkipReason | undefined;
  /** Legs with a gateway lead all targets to the same: one answer for each device that was asked for. */
  private readonly shared: Map<IfIndex | undefined, NextHopAnswer> | undefined;

  constructor(route: RouteMessage, nexthops: ReadonlyMap<number, NexthopMessage>) {
    const objects = route.nexthopId === undefined ? NONE : expand(route.nexthopId, nexthops);
    // with nexthop_compat_mode=0 the kernel names the object only
    this.legs = route.legs.length > 0 ? route.legs : objects.flatMap(({ leg }) => leg ?? []);
    this.basis = {
      prefix: route.prefix,
      table: route.table,
      devices: devicesOf(this.legs),
      nexthopIds:
        route.nexthopId === undefined
          ? NONE
          : [...new Set([...objects.map(({ id }) => id), route.nexthopId])],
    };
    this.reason = route.type === 'unicast' ? undefined : (NOT_UNICAST[route.type] ?? 'unreachable');
    if (objects.some(({ isBlackhole }) => isBlackhole)) this.reason ??= 'blackhole';
    if (this.legs.every(({ via }) => via !== undefined)) this.shared = new Map();
  }

  answer(query: NextHopQuery): NextHopAnswer {
    const before = this.shared?.get(query.oif);
    if (before) return before;
    const answer = this.read(query);
    this.shared?.set(query.oif, answer);
    return answer;
  }

  private read(query: NextHopQuery): NextHopAnswer {
    const { legs, basis, reason } = this;
    if (reason !== undefined) return { kind: 'skipped', reason, basis };
    if (!legs.some((leg) => isOn(leg, query))) {
      return { kind: 'skipped', reason: 'other-device', basis };
    }
    const hops = nextHops(query, legs);
    return hops.length > 0
      ? { kind: 'next-hops', hops, basis }
      : { kind: 'skipped', reason: 'link-down', basis };
  }
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
  const [first] = legs;
  if (first && legs.length === 1) {
    const hop = nextHop(query, first);
    return hop ? [hop] : NONE;
  }
  const hops = new Map<string, NextHop>();
  for (const leg of legs) {
    const hop = nextHop(query, leg);
    if (hop) hops.set(`${hop.ifindex}/${hop.address}`, hop);
  }
  return [...hops.values()];
}

function nextHop(query: NextHopQuery, leg: RouteLeg): NextHop | undefined {
  const { ifindex, via: address = query.address, isUsable } = leg;
  return isUsable && ifindex !== undefined && isOn(leg, query) ? { ifindex, address } : undefined;
}

function isOn({ ifindex }: RouteLeg, { oif }: NextHopQuery): boolean {
  return oif === undefined || ifindex === oif;
}

function devicesOf(legs: readonly RouteLeg[]): readonly IfIndex[] {
  // nearly every route has one leg
  const [first] = legs;
  if (legs.length === 1) return first?.ifindex === undefined ? NONE : [first.ifindex];
  return [...new Set(legs.flatMap(({ ifindex }) => ifindex ?? []))];
}

/** A nexthop object and its members. */
function expand(id: number, nexthops: ReadonlyMap<number, NexthopMessage>): NexthopMessage[] {
  const object = nexthops.get(id);
  if (!object) return [];
  return [object, ...object.members.flatMap((member) => nexthops.get(member) ?? [])];
}

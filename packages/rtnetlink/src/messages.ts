import type {
  AddressFamily,
  IfIndex,
  InterfaceAddress,
  IpAddress,
  Link,
  Neighbor,
  Prefix,
} from '@kith/net-types';

/** RTM_NEWLINK, RTM_DELLINK (include/uapi/linux/if_link.h). */
export interface LinkMessage {
  readonly kind: 'link';
  readonly link: Link;
}

/** RTM_NEWADDR, RTM_DELADDR (include/uapi/linux/if_addr.h). */
export interface AddressMessage {
  readonly kind: 'address';
  readonly address: InterfaceAddress;
}

/** RTM_NEWNEIGH, RTM_DELNEIGH for AF_INET and AF_INET6 (include/uapi/linux/neighbour.h). */
export interface NeighborMessage {
  readonly kind: 'neighbor';
  readonly neighbor: Neighbor;
  /** NDA_CACHEINFO ndm_confirmed: time since the last confirmation, in USER_HZ ticks of 10 ms; absent in notifications without it. */
  readonly confirmedAgo?: number;
}

/** RTN_*: what the kernel does with packets of a route (include/uapi/linux/rtnetlink.h). */
export type RouteType =
  | 'unicast'
  | 'local'
  | 'broadcast'
  | 'anycast'
  | 'multicast'
  | 'blackhole'
  | 'unreachable'
  | 'prohibit'
  | 'throw'
  | 'nat'
  | 'other';

/** One leg of a route. `via` is absent where the destination is on-link; it may be IPv6 for an IPv4 route (RTA_VIA). */
export interface RouteLeg {
  readonly ifindex: IfIndex | undefined;
  readonly via?: IpAddress;
  /** RTNH_F_DEAD or RTNH_F_LINKDOWN: the kernel does not forward over it now. */
  readonly isUsable: boolean;
}

/** RTM_NEWROUTE, RTM_DELROUTE, and the answer to RTM_GETROUTE. */
export interface RouteMessage {
  readonly kind: 'route';
  readonly family: AddressFamily;
  /** RTA_DST/rtm_dst_len: the FIB entry's prefix. */
  readonly prefix: Prefix;
  readonly type: RouteType;
  /** RT_TABLE_*: 254 is main, 255 local. */
  readonly table: number;
  readonly protocol: number;
  /** RTA_PRIORITY; 0 where none was given. */
  readonly priority: number;
  /** RTM_F_CLONED: a cached exception, not a route. */
  readonly isCloned: boolean;
  /** Empty where the kernel gave only the id of a nexthop object (nexthop_compat_mode=0). */
  readonly legs: readonly RouteLeg[];
  /** RTA_NH_ID */
  readonly nexthopId?: number;
}

/** RTM_NEWNEXTHOP, RTM_DELNEXTHOP, and the answer to RTM_GETNEXTHOP (include/uapi/linux/nexthop.h). */
export interface NexthopMessage {
  readonly kind: 'nexthop';
  readonly id: number;
  /** Ids of the members; empty unless it is a group. */
  readonly members: readonly number[];
  readonly isBlackhole: boolean;
  /** Absent on groups and blackholes. */
  readonly leg?: RouteLeg;
}

/** RTM_NEWRULE, RTM_DELRULE: only that policy routing changed; what it says is the kernel's affair. */
export interface RuleMessage {
  readonly kind: 'rule';
  readonly family: AddressFamily;
  readonly priority: number;
}

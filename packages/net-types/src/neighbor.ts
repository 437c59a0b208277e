import type { IpAddress } from './ip-address.js';
import type { IfIndex } from './link.js';
import type { MacAddress } from './mac-address.js';

/** The kernel's neighbor unreachability detection state (include/uapi/linux/neighbour.h, RFC 4861 7.3.2). */
export type NudState =
  | 'NONE'
  | 'INCOMPLETE'
  | 'REACHABLE'
  | 'STALE'
  | 'DELAY'
  | 'PROBE'
  | 'FAILED'
  | 'NOARP'
  | 'PERMANENT';

/** A row of the kernel's neighbor table. */
export interface Neighbor {
  readonly ifindex: IfIndex;
  readonly address: IpAddress;
  /** Absent while the kernel knows none. */
  readonly lladdr?: MacAddress;
  readonly state: NudState;
  /** NTF_EXT_LEARNED: the kernel neither ages nor garbage-collects it. */
  readonly isExtLearned: boolean;
  /** NTF_EXT_MANAGED (Linux 5.16): the kernel keeps it resolved. */
  readonly isManaged: boolean;
  /** NTF_ROUTER: an IPv6 neighbor that said that it is a router. */
  readonly isRouter: boolean;
  /** NDA_PROTOCOL: who wrote it; 0 = nobody said. */
  readonly protocol: number;
}

/** Identity of a neighbor: its device and its address. */
export type NeighborKey = string & { readonly __brand: 'NeighborKey' };

/** The key of the neighbor at `address` on a device: `2/10.69.0.66`. */
export function neighborKey(ifindex: IfIndex, address: IpAddress): NeighborKey {
  return `${ifindex}/${address}` as NeighborKey;
}

/** What a key is made of. */
export function parseNeighborKey(key: NeighborKey): { ifindex: IfIndex; address: IpAddress } {
  const slash = key.indexOf('/');
  return {
    ifindex: Number(key.slice(0, slash)) as IfIndex,
    address: key.slice(slash + 1) as IpAddress,
  };
}

/**
 * Whether `bpf_fib_lookup` would take this entry: it has a link-layer address and a state in NUD_VALID
 * other than the transient ones of a first resolution. Source: NUD_VALID in include/net/neighbour.h.
 */
export function isUsable(neighbor: Neighbor): boolean {
  switch (neighbor.state) {
    case 'REACHABLE':
    case 'STALE':
    case 'DELAY':
    case 'PROBE':
    case 'PERMANENT':
      return neighbor.lladdr !== undefined;
    case 'NOARP':
      return true;
    default:
      return false;
  }
}

/** Whether an entry went on from one usable state to another, as it does when it ages and is confirmed, and is otherwise the same. */
export function isOnlyAging(previous: Neighbor, current: Neighbor): boolean {
  return (
    previous.lladdr === current.lladdr &&
    previous.isManaged === current.isManaged &&
    previous.isExtLearned === current.isExtLearned &&
    previous.isRouter === current.isRouter &&
    previous.protocol === current.protocol &&
    ages(previous) &&
    ages(current)
  );
}

/** Unlike PERMANENT and NOARP ones. */
function ages({ state, lladdr }: Neighbor): boolean {
  const isConfirmed = state === 'REACHABLE' || state === 'STALE';
  return lladdr !== undefined && (isConfirmed || state === 'DELAY' || state === 'PROBE');
}

import type { Clock } from '@kith/agent-api';
import type { NeighborStatus } from '@kith/neighbor-api';
import {
  type IfIndex,
  type IpAddress,
  type MacAddress,
  type NeighborKey,
  neighborKey,
  type NextHop,
} from '@kith/net-types';

import { FewKeys } from './few-keys.js';
import type { FlapRecord } from './flaps.js';
import type { MacMove } from './mac-moves.js';
import type { RouteUpdate } from './route-book.js';
import type { TargetKey } from './target-registry.js';

/** Of nearly every neighbor; one set for all of them. */
const NO_SUCCESSORS: ReadonlySet<NeighborKey> = new Set();

/** A next hop that some target needs, or needed until its replacement is usable. */
export interface DesiredNeighbor {
  readonly key: NeighborKey;
  readonly ifindex: IfIndex;
  readonly address: IpAddress;
  readonly targets: FewKeys<TargetKey>;
  status: NeighborStatus;
  /** Wall time in milliseconds. */
  since: number;
  /** We wrote it and nothing since explains its absence: if it is not as we left it, somebody interfered. */
  isSettled: boolean;
  /** The MAC that it had when it was last usable and ours. */
  lladdr: MacAddress | undefined;
  /** When it was last found at another. */
  move: MacMove | undefined;
  /** How often it failed and came back; undefined = never. */
  flaps: FlapRecord | undefined;
  /** Why the last write failed. */
  error: string | undefined;
  failures: number;
  repairs: number;
  /** Rounds of probes that failed since it last served. */
  failedRounds: number;
  /** Too many of these: taken off the kernel's list, and asked for less and less often. */
  isParked: boolean;
  /** Where targets went that needed it. */
  successors: ReadonlySet<NeighborKey>;
  /** No target needs it any more; what has to be usable before it goes (I4). */
  replacements: ReadonlySet<NeighborKey> | undefined;
}

/** The next hops that are wanted. Pure bookkeeping of who needs which. */
export class DesiredNeighbors {
  readonly byKey = new Map<NeighborKey, DesiredNeighbor>();
  private readonly leavingKeys = new Set<NeighborKey>();

  constructor(private readonly clock: Clock) {}

  /** Targets with next hops that were not taken because of the limit. */
  readonly overLimit = new Set<TargetKey>();

  get leaving(): readonly DesiredNeighbor[] {
    if (this.leavingKeys.size === 0) return [];
    return [...this.leavingKeys].flatMap((key) => this.byKey.get(key) ?? []);
  }

  /** Follows changed routes. Answers the keys that came, went or are leaving. */
  follow(updates: readonly RouteUpdate[], limit: number): ReadonlySet<NeighborKey> {
    const now = this.clock.wallTime().getTime();
    const touched = new Set<NeighborKey>();
    const moves = new Map<NeighborKey, Set<NeighborKey>>();
    for (const { key: target, before, after } of updates) {
      this.overLimit.delete(target);
      const keys: NeighborKey[] = [];
      for (const hop of after?.hops ?? []) {
        const key = neighborKey(hop.ifindex, hop.address);
        keys.push(key);
        if (this.need(key, hop, target, limit, now)) touched.add(key);
      }
      for (const hop of before?.hops ?? []) {
        const key = neighborKey(hop.ifindex, hop.address);
        if (keys.includes(key)) continue;
        this.byKey.get(key)?.targets.delete(target);
        touched.add(key);
        const replacements = moves.get(key) ?? new Set();
        for (const replacement of keys) replacements.add(replacement);
        moves.set(key, replacements);
      }
    }
    for (const [key, replacements] of moves) {
      const neighbor = this.byKey.get(key);
      if (!neighbor) continue;
      // some may have moved on before the last one goes, as a gateway's own target does
      const earlier = [...neighbor.successors].filter((successor) => this.byKey.has(successor));
      neighbor.successors = new Set([...earlier, ...replacements]);
      if (neighbor.targets.size > 0) continue;
      if (neighbor.successors.size === 0) this.remove(key);
      else {
        neighbor.replacements = neighbor.successors;
        this.leavingKeys.add(key);
      }
    }
    return touched;
  }

  remove(key: NeighborKey): void {
    this.byKey.delete(key);
    this.leavingKeys.delete(key);
  }

  /** Answers whether it is new, or wanted again. */
  private need(
    key: NeighborKey,
    hop: NextHop,
    target: TargetKey,
    limit: number,
    since: number,
  ): boolean {
    let neighbor = this.byKey.get(key);
    if (!neighbor) {
      if (this.byKey.size >= limit) {
        this.overLimit.add(target);
        return false;
      }
      neighbor = {
        key,
        ifindex: hop.ifindex,
        address: hop.address,
        targets: new FewKeys(),
        status: 'pending',
        since,
        isSettled: false,
        lladdr: undefined,
        move: undefined,
        flaps: undefined,
        error: undefined,
        failures: 0,
        repairs: 0,
        failedRounds: 0,
        isParked: false,
        successors: NO_SUCCESSORS,
        replacements: undefined,
      };
      this.byKey.set(key, neighbor);
    }
    const isNew = neighbor.targets.size === 0;
    neighbor.targets.add(target);
    neighbor.replacements = undefined;
    this.leavingKeys.delete(key);
    return isNew;
  }
}

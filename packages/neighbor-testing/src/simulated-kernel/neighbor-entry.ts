import type { Cancel } from '@kith/agent-api';
import {
  type IfIndex,
  type IpAddress,
  type MacAddress,
  type Neighbor,
  type NeighborKey,
  neighborKey,
  type NudState,
} from '@kith/net-types';

const VALID: ReadonlySet<NudState> = new Set<NudState>([
  ...(['REACHABLE', 'STALE', 'DELAY', 'PROBE', 'PERMANENT', 'NOARP'] as const),
]);

/** NUD_VALID of include/net/neighbour.h: it has a MAC that packets are sent to. */
export function isValidState(state: NudState): boolean {
  return VALID.has(state);
}

/** `struct neighbour`: one row of the simulated table and what the kernel remembers about it. */
export class NeighborEntry {
  state: NudState = 'NONE';
  /** `ha`: survives a state that does not show it. */
  lladdr: MacAddress | undefined;
  isExtLearned = false;
  isManaged = false;
  isRouter = false;
  protocol = 0;
  /** Solicitations since the state was entered. */
  probes = 0;
  /** On the clock: when it was last confirmed, last used, and last changed. */
  confirmedAt = -Infinity;
  usedAt = -Infinity;
  updatedAt = -Infinity;
  cancelTimer: Cancel | undefined;
  readonly key: NeighborKey;

  constructor(
    readonly ifindex: IfIndex,
    readonly address: IpAddress,
  ) {
    this.key = neighborKey(ifindex, address);
  }

  get isValid(): boolean {
    return isValidState(this.state);
  }

  /** As a dump or a notification shows it now. */
  toNeighbor(): Neighbor {
    const { ifindex, address, state, lladdr, isExtLearned, isManaged, isRouter, protocol } = this;
    const row = { ifindex, address, state, isExtLearned, isManaged, isRouter, protocol };
    return this.isValid && lladdr !== undefined ? { ...row, lladdr } : row;
  }
}

import type { IfIndex, IpAddress, MacAddress, Neighbor } from '@kith/net-types';
import type { ServiceIdentifier } from 'inversify';

import type { CapabilityName } from './kernel-capabilities.js';
import type { NeighborWrite } from './neighbor-writer.js';

/**
 * How a desired neighbor is kept resolved. A contribution, chosen by id. Says what to write; neither when, nor does it write.
 * Pure: no I/O, no clock, no memory; from any observed state its plans converge.
 */
export interface NeighborStrategy {
  /** As in the config: `managed`. Unique. */
  readonly id: string;
  readonly description: string;
  /** What the kernel must support for it. */
  readonly requires: readonly CapabilityName[];
  /** Its neighbors need a turn now and then (RefreshController): the kernel does not keep them resolved by itself. */
  readonly needsRefresh: boolean;
  /** It is to plan at every change of a state, also of one that only ages and is confirmed. Absent = no. */
  readonly followsAging?: boolean;
  /** One plan per item, in order. */
  plan(items: readonly PlanItem[]): readonly NeighborPlan[];
}

export const NeighborStrategy = Symbol.for(
  '@kith/neighbor-api/NeighborStrategy',
) as ServiceIdentifier<NeighborStrategy>;

/** One neighbor that the controller may write: never a foreign one, except to take it over. */
export interface PlanItem {
  readonly ifindex: IfIndex;
  readonly address: IpAddress;
  /** False: it is ours and has to go. */
  readonly isDesired: boolean;
  readonly observed: Neighbor | undefined;
  /** The MAC that it had while the entry was ours; to be put back where somebody wrote another. */
  readonly knownLladdr?: MacAddress;
  /** `change`: see to it that it is as it should be; `solicit`: and have the kernel resolve or confirm it now, where it would not soon. */
  readonly cause: 'change' | 'solicit';
}

/** Writes in the order in which they must be sent, in one sendmsg; none = it is as it should be. */
export interface NeighborPlan {
  readonly writes: readonly NeighborWrite[];
  /** What the strategy always does to an entry of ours in this state: nobody interfered. Absent = no. */
  readonly isNextStep?: boolean;
}

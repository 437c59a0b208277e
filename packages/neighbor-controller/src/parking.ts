import { isOurs, type NeighborPlan, newEntry, ownEntry, type PlanItem } from '@kith/neighbor-api';
import { isUsable, type Neighbor } from '@kith/net-types';

import type { DesiredNeighbor } from './desired-neighbors.js';

/** What the kernel says of a neighbor: another round of probes failed, or it serves. */
export function countRounds(
  neighbor: DesiredNeighbor,
  observed: Neighbor | undefined,
  parkAfter: number,
): void {
  if (observed && isUsable(observed)) unpark(neighbor);
  else if (observed?.state === 'FAILED') {
    neighbor.failedRounds++;
    neighbor.isParked ||= neighbor.failedRounds >= parkAfter;
  }
}

/** There is reason to hope for it: it is asked for as if it had never failed. */
export function unpark(neighbor: DesiredNeighbor): void {
  // that it is not as the strategy would have it is nobody's doing
  if (neighbor.isParked) neighbor.isSettled = false;
  neighbor.isParked = false;
  neighbor.failedRounds = 0;
}

/** Ours, dead, and taken off the kernel's list: an agent before us parked it. */
export function isLeftParked(observed: Neighbor | undefined, mark: number): boolean {
  return (
    observed !== undefined &&
    isOurs(observed, mark) &&
    !observed.isManaged &&
    (observed.state === 'NONE' || observed.state === 'FAILED')
  );
}

/** Parked by an agent before us, and not asked since. */
export function isUntried({
  isParked,
  failedRounds,
}: Pick<DesiredNeighbor, 'isParked' | 'failedRounds'>): boolean {
  return isParked && failedRounds === 0;
}

/**
 * A parked entry is ours, NONE and unmanaged, under any strategy: so nobody asks for it, and it learns from any sign of
 * life, a gratuitous ARP, an ARP request, an NS or an NA (measured on Linux 6.18). FAILED would be deaf to an NA, so
 * NONE is written again after each probe that fails. A probe is three broadcasts of the kernel's, 1 s apart.
 */
export function parkedPlan(item: PlanItem, mark: number): NeighborPlan {
  const { observed, cause } = item;
  if (cause === 'solicit') return { writes: newEntry(item), isNextStep: true };
  const isAsIs =
    observed !== undefined &&
    isOurs(observed, mark) &&
    !observed.isManaged &&
    (observed.state === 'NONE' || observed.state === 'INCOMPLETE');
  return { writes: isAsIs ? [] : [ownEntry(item)], isNextStep: true };
}

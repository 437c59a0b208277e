import type { NeighborStatus } from '@kith/neighbor-api';
import { isUsable, type Neighbor } from '@kith/net-types';

import type { DesiredNeighbor } from './desired-neighbors.js';
import { entryOwner } from './entry-owner.js';

/** The status of a desired neighbor, from what the kernel shows and what our last write came to. */
export function neighborStatus(
  observed: Neighbor | undefined,
  mark: number,
  { error, isParked }: Pick<DesiredNeighbor, 'error' | 'isParked'>,
): NeighborStatus {
  if (error !== undefined) return 'error';
  if (observed === undefined) return 'pending';
  if (entryOwner(observed, mark) === 'foreign') return 'foreign';
  if (isUsable(observed)) return 'resolved';
  if (isParked) return 'parked';
  return observed.state === 'FAILED' ? 'unresolved' : 'resolving';
}

import type { KernelChange } from '@kith/neighbor-api';
import { isUsable, neighborKey } from '@kith/net-types';

import type { DesiredNeighbor, DesiredNeighbors } from './desired-neighbors.js';

type Desired = Pick<DesiredNeighbors, 'byKey'>;
type News = Pick<KernelChange, 'neighbors'>;

/** What the kernel has just resolved of what is desired. */
export function resolvedIn({ neighbors }: News, { byKey }: Desired): readonly DesiredNeighbor[] {
  return neighbors.flatMap(({ previous, current }) => {
    if (!current || !isUsable(current) || (previous && isUsable(previous))) return [];
    return byKey.get(neighborKey(current.ifindex, current.address)) ?? [];
  });
}

/** What served until now and FAILED, of what is desired. */
export function failedIn({ neighbors }: News, { byKey }: Desired): readonly DesiredNeighbor[] {
  return neighbors.flatMap(({ current }) => {
    if (current?.state !== 'FAILED') return [];
    const neighbor = byKey.get(neighborKey(current.ifindex, current.address));
    return neighbor?.status === 'resolved' ? [neighbor] : [];
  });
}

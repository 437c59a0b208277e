import type { RestateNeighbor, SetNeighbor } from '@kith/neighbor-api';
import type { Neighbor } from '@kith/net-types';

/**
 * What the kernel has after it took a write, before anybody answered a solicitation. As measured on
 * Linux 6.18: a write that is managed, or that only uses the entry (NTF_USE), leaves a valid dynamic
 * entry its MAC; state NONE takes it from any other.
 */
export function writtenNeighbor(
  observed: Neighbor | undefined,
  write: SetNeighbor,
  mark: number,
): Neighbor {
  const written = {
    ifindex: write.ifindex,
    address: write.address,
    isExtLearned: true,
    isManaged: write.isManaged,
    isRouter: write.isManaged ? (observed?.isRouter ?? false) : write.isRouter,
    protocol: mark,
  };
  if (write.isManaged || write.use) {
    if (observed?.state === 'NOARP') return { ...observed, ...written };
    return { ...written, ...resolving(observed) };
  }
  const lladdr = write.state === 'NONE' ? undefined : (write.lladdr ?? observed?.lladdr);
  return { ...written, state: write.state, ...(lladdr !== undefined && { lladdr }) };
}

/** What the kernel has after it took this for an entry of somebody else. */
export function restated(
  observed: Neighbor | undefined,
  { kind: _, ...entry }: RestateNeighbor,
): Neighbor {
  return entry.isManaged ? { ...entry, ...resolving(observed) } : entry;
}

function resolving(observed: Neighbor | undefined): Pick<Neighbor, 'state' | 'lladdr'> {
  if (observed?.lladdr === undefined) return { state: 'INCOMPLETE' };
  switch (observed.state) {
    case 'STALE':
      return { state: 'DELAY', lladdr: observed.lladdr };
    case 'REACHABLE':
    case 'DELAY':
    case 'PROBE':
      return { state: observed.state, lladdr: observed.lladdr };
    default:
      return { state: 'INCOMPLETE' };
  }
}

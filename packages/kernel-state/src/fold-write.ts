import type { NeighborWrite } from '@kith/neighbor-api';
import { isUsable, type Neighbor } from '@kith/net-types';

/**
 * The row that a successful write leaves, as measured on Linux 6.18 (KERNEL.md "Writing"): a managed or
 * NTF_USE write keeps a valid entry's state and MAC and has any other resolved; every other write is
 * taken as it is. Undefined = no row.
 */
export function foldWrite(
  before: Neighbor | undefined,
  write: NeighborWrite,
  mark: number,
): Neighbor | undefined {
  if (write.kind === 'delete') return undefined;
  const { ifindex, address, isManaged, isRouter, use, state, lladdr } = write;
  const row = { ifindex, address, isExtLearned: true, isManaged, isRouter, protocol: mark };
  if (!isManaged && !use) return { ...row, state, ...(lladdr !== undefined && { lladdr }) };
  // the kernel drops the MAC of a PERMANENT entry that becomes managed
  if (!before || !isUsable(before) || before.state === 'PERMANENT')
    return { ...row, state: 'INCOMPLETE' };
  return {
    ...row,
    state: before.state,
    ...(before.lladdr !== undefined && { lladdr: before.lladdr }),
  };
}

import type { AppliedWrite, RestateNeighbor, SetNeighbor } from '@kith/neighbor-api';
import { isUsable, type Neighbor } from '@kith/net-types';

/**
 * The row that a successful write leaves, as measured on Linux 6.18 (KERNEL.md "Writing"): a managed or
 * NTF_USE write keeps a valid entry's state and MAC and has any other resolved; every other write is
 * taken as it is. Undefined = no row.
 */
export function foldWrite(
  before: Neighbor | undefined,
  write: AppliedWrite,
  mark: number,
): Neighbor | undefined {
  if (write.kind === 'delete') return undefined;
  const { ifindex, address, isManaged, isRouter } = write;
  const { state, lladdr } = resolution(before, write);
  const isTheirs = write.kind === 'restate';
  const isExtLearned = isTheirs ? write.isExtLearned : true;
  const protocol = isTheirs ? write.protocol : mark;
  // each in one piece: a copy of the other would take twice the room
  return lladdr === undefined
    ? { ifindex, address, state, isExtLearned, isManaged, isRouter, protocol }
    : { ifindex, address, state, isExtLearned, isManaged, isRouter, protocol, lladdr };
}

function resolution(
  before: Neighbor | undefined,
  write: SetNeighbor | RestateNeighbor,
): Pick<Neighbor, 'state' | 'lladdr'> {
  const isUsed = write.kind === 'set' && write.use;
  if (!write.isManaged && !isUsed) return write;
  // the kernel drops the MAC of a PERMANENT entry that becomes managed
  return before && isUsable(before) && before.state !== 'PERMANENT' ? before : ASKED;
}

const ASKED: Pick<Neighbor, 'state' | 'lladdr'> = { state: 'INCOMPLETE' };

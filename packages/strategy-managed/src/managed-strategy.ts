import {
  askedEntry,
  isOurs,
  type NeighborPlan,
  type NeighborStrategy,
  NeighborWriter,
  type NeighborWrite,
  ownEntry,
  type PlanItem,
  removal,
  type SetNeighbor,
} from '@kith/neighbor-api';
import type { MacAddress, Neighbor } from '@kith/net-types';
import { inject, injectable } from 'inversify';

/**
 * One write, once: the kernel resolves the entry at once and keeps it so. A managed write ignores the
 * state and MAC that it carries, keeps the MAC of a valid dynamic entry, and solicits any other at once
 * (measured on Linux 6.18), so it serves to create, to adopt, to mend and to solicit.
 */
@injectable()
export class ManagedStrategy implements NeighborStrategy {
  readonly id = 'managed';
  readonly description = 'the kernel keeps the entries resolved (Linux >= 5.16)';
  readonly requires = ['managed'] as const;
  readonly needsRefresh = false;

  // for its mark only: whether an entry is ours
  constructor(@inject(NeighborWriter) private readonly writer: NeighborWriter) {}

  plan(items: readonly PlanItem[]): readonly NeighborPlan[] {
    return items.map((item) => ({ writes: this.writesFor(item) }));
  }

  private writesFor(item: PlanItem): readonly NeighborWrite[] {
    const { isDesired, observed } = item;
    if (!isDesired) return observed ? [removal(item)] : [];
    if (observed?.state === 'PERMANENT' || observed?.state === 'NOARP') {
      return conversion(item, observed);
    }
    if (observed?.isManaged && isOurs(observed, this.writer.mark)) {
      return item.cause === 'solicit' ? solicitation(item, observed) : [];
    }
    if (observed?.state === 'INCOMPLETE') return beginning(item);
    return isOverwritten(item) ? confirmation(item, item.knownLladdr) : [managed(item)];
  }
}

/** For one that is not valid the kernel asks by itself, but up to 5 s later; one that is REACHABLE it lets be for long. */
function solicitation(item: PlanItem, { state, lladdr }: Neighbor): readonly NeighborWrite[] {
  switch (state) {
    case 'NONE':
    case 'FAILED':
      return [managed(item)];
    case 'INCOMPLETE':
      return beginning(item);
    case 'REACHABLE':
      return lladdr === undefined ? [] : confirmation(item, lladdr);
    default:
      return [];
  }
}

/**
 * It is being asked, maybe in vain (no usable source address yet), or somebody only wrote that it is: then the
 * kernel never asks. NONE lets it begin anew.
 */
function beginning(item: PlanItem): readonly NeighborWrite[] {
  return [ownEntry(item), managed(item)];
}

/** Somebody wrote another MAC over our entry; a neighbor that moved is the kernel's to notice, and leaves it managed. */
function isOverwritten(item: PlanItem): item is PlanItem & { knownLladdr: MacAddress } {
  const { observed, knownLladdr } = item;
  return (
    knownLladdr !== undefined && observed?.lladdr !== undefined && observed.lladdr !== knownLladdr
  );
}

/** The kernel asks at once whether it still has this MAC, which stays in use meanwhile; if it has not, everybody. */
function confirmation(item: PlanItem, lladdr: MacAddress): readonly NeighborWrite[] {
  return [askedEntry(item, lladdr), managed(item)];
}

/**
 * A managed write takes the MAC from a PERMANENT entry and leaves a NOARP one as it is for ever. PROBE
 * first keeps the MAC in use while the neighbor is asked; without a MAC there is nothing to keep.
 */
function conversion(item: PlanItem, observed: Neighbor): readonly NeighborWrite[] {
  const { lladdr } = observed;
  if (lladdr === undefined) return [removal(item), managed(item)];
  return confirmation(item, lladdr);
}

function managed(item: PlanItem): SetNeighbor {
  return { ...ownEntry(item), isManaged: true };
}

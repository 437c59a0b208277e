import {
  askedEntry,
  isOurs,
  newEntry,
  type NeighborPlan,
  type NeighborStrategy,
  NeighborWriter,
  type NeighborWrite,
  type PlanItem,
  removal,
  usedEntry,
} from '@kith/neighbor-api';
import type { Neighbor } from '@kith/net-types';
import { inject, injectable } from 'inversify';

/**
 * An extern_learn entry that the kernel resolves when it is used (NTF_USE), and then lets age: at a
 * neighbor's turn it is used again. The agent sends no ARP itself.
 *
 * A kernel before e4400bbf5b15 (Linux 5.15) sets no extern_learn in a write that uses the entry. So
 * whatever makes an entry ours is a write of its own; with state NONE it needs no MAC, and nothing is refused.
 */
@injectable()
export class AgentRefreshStrategy implements NeighborStrategy {
  readonly id = 'agent-refresh';
  readonly description = 'the agent has the kernel resolve the entries anew (any kernel)';
  readonly requires = [] as const;
  readonly needsRefresh = true;

  // for its mark only: whether an entry is ours
  constructor(@inject(NeighborWriter) private readonly writer: NeighborWriter) {}

  plan(items: readonly PlanItem[]): readonly NeighborPlan[] {
    return items.map((item) => ({ writes: this.writesFor(item) }));
  }

  private writesFor(item: PlanItem): readonly NeighborWrite[] {
    const { isDesired, observed } = item;
    if (!isDesired) return observed ? [removal(item)] : [];
    if (!observed) return newEntry(item);
    if (observed.state === 'PERMANENT' || observed.state === 'NOARP') {
      return conversion(item, observed);
    }
    if (!isOurs(observed, this.writer.mark)) return adoption(item, observed);
    // one write takes it off the kernel's list and leaves it all that it has
    if (observed.isManaged) return [usedEntry(item)];
    return item.cause === 'solicit' ? solicitation(item, observed) : mending(item, observed);
  }
}

/** Its turn: what is being confirmed needs nothing. */
function solicitation(item: PlanItem, { state, lladdr }: Neighbor): readonly NeighborWrite[] {
  switch (state) {
    case 'NONE':
    case 'FAILED':
    case 'STALE':
      return [usedEntry(item)];
    case 'INCOMPLETE':
      // it is being asked, maybe in vain (no usable source address yet); NONE lets it begin anew
      return newEntry(item);
    case 'REACHABLE':
      // to use it would do nothing
      return lladdr === undefined ? [] : [askedEntry(item, lladdr)];
    default:
      return [];
  }
}

/** NONE is what half a creation left behind: the kernel would never ask. */
function mending(item: PlanItem, { state }: Neighbor): readonly NeighborWrite[] {
  return state === 'NONE' ? [usedEntry(item)] : [];
}

/** Keeps its MAC in use, or puts back the one over which somebody wrote another, and has it confirmed at once. */
function adoption(item: PlanItem, observed: Neighbor): readonly NeighborWrite[] {
  if (observed.lladdr === undefined) return newEntry(item);
  return [askedEntry(item, item.knownLladdr ?? observed.lladdr)];
}

/** Using a PERMANENT entry takes its MAC and leaves a NOARP one as it is; PROBE keeps it while the neighbor is asked. */
function conversion(item: PlanItem, { lladdr }: Neighbor): readonly NeighborWrite[] {
  if (lladdr === undefined) return [removal(item), ...newEntry(item)];
  return [askedEntry(item, lladdr)];
}

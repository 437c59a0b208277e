import {
  askedEntry,
  isOurs,
  newEntry,
  type NeighborPlan,
  type NeighborStrategy,
  NeighborWriter,
  type NeighborWrite,
  ownEntry,
  type PlanItem,
  removal,
  usedEntry,
} from '@kith/neighbor-api';
import type { MacAddress, Neighbor } from '@kith/net-types';
import { inject, injectable } from 'inversify';

/**
 * The kernel resolves the neighbor, then its entry is pinned: PERMANENT, extern_learn. At its turn the entry is
 * put in PROBE: its MAC stays in use while the kernel asks, and what the kernel finds is pinned again. One that
 * does not answer, or has another MAC by now, ends FAILED after 3 s of questions, and is resolved anew.
 *
 * In two steps on a kernel before e4400bbf5b15 (Linux 5.15), which sets no extern_learn in a write that uses an entry.
 */
@injectable()
export class PermanentStrategy implements NeighborStrategy {
  readonly id = 'permanent';
  readonly description = 'entries are pinned as PERMANENT and checked each period (any kernel)';
  readonly requires = [] as const;
  readonly needsRefresh = true;
  readonly followsAging = true;

  // for its mark only: whether an entry is ours
  constructor(@inject(NeighborWriter) private readonly writer: NeighborWriter) {}

  plan(items: readonly PlanItem[]): readonly NeighborPlan[] {
    return items.map((item) => {
      const { isDesired, observed } = item;
      if (!isDesired) return { writes: observed ? [removal(item)] : [] };
      if (!observed) return { writes: newEntry(item) };
      return isOurs(observed, this.writer.mark)
        ? nextStep(item, observed)
        : { writes: adoption(item, observed) };
    });
  }
}

/** From one of ours to the pinned entry. */
function nextStep(item: PlanItem, observed: Neighbor): NeighborPlan {
  const { state, lladdr, isManaged } = observed;
  switch (state) {
    case 'REACHABLE':
      return lladdr === undefined
        ? { writes: newEntry(item) }
        : { writes: [{ ...ownEntry(item), state: 'PERMANENT', lladdr }], isNextStep: true };
    case 'PERMANENT':
    case 'STALE':
      // its turn comes, within the budget: thousands may have aged before they were pinned
      return { writes: item.cause === 'solicit' || isManaged ? confirmation(item, observed) : [] };
    case 'NOARP':
      return { writes: confirmation(item, observed), isNextStep: true };
    case 'DELAY':
    case 'PROBE':
      // the kernel is at it, and goes on without managing it
      return { writes: isManaged ? confirmation(item, observed) : [] };
    default:
      return { writes: question(item, observed) };
  }
}

/** One of ours without a MAC. */
function question(item: PlanItem, { state, isManaged }: Neighbor): readonly NeighborWrite[] {
  // one write takes it off the kernel's list and asks
  if (isManaged || state === 'NONE') return [usedEntry(item)];
  if (item.cause !== 'solicit') return [];
  // it is being asked, maybe in vain (no usable source address yet); NONE lets it begin anew
  return state === 'INCOMPLETE' ? newEntry(item) : [usedEntry(item)];
}

/** Keeps its MAC in use, or puts back the one over which somebody wrote another, and has it confirmed at once. */
function adoption(item: PlanItem, observed: Neighbor): readonly NeighborWrite[] {
  return confirmation(item, observed, item.knownLladdr);
}

/** PROBE keeps the MAC in use while the neighbor is asked; without a MAC there is nothing to keep. */
function confirmation(
  item: PlanItem,
  { state, lladdr }: Neighbor,
  known?: MacAddress,
): readonly NeighborWrite[] {
  if (lladdr !== undefined) return [askedEntry(item, known ?? lladdr)];
  // using a PERMANENT or NOARP entry does not resolve it
  const isPinned = state === 'PERMANENT' || state === 'NOARP';
  return isPinned ? [removal(item), ...newEntry(item)] : newEntry(item);
}

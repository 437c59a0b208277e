import {
  isOurs,
  type NeighborPlan,
  type NeighborStrategy,
  NeighborWriter,
  type NeighborWrite,
  type PlanItem,
  type SetNeighbor,
} from '@kith/neighbor-api';
import type { Neighbor } from '@kith/net-types';
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
    return this.isAsItShouldBe(item) ? [] : [managed(item)];
  }

  private isAsItShouldBe({ observed, cause }: PlanItem): boolean {
    if (!observed?.isManaged || !isOurs(observed, this.writer.mark)) return false;
    switch (observed.state) {
      case 'NONE': // what a failed create leaves: nobody asks for it
        return false;
      case 'FAILED': // the kernel asks again at its next tick, up to 5 s away
        return cause !== 'solicit';
      default:
        return true;
    }
  }
}

/**
 * A managed write takes the MAC from a PERMANENT entry and leaves a NOARP one as it is for ever. PROBE
 * first keeps the MAC in use while the neighbor is asked; without a MAC there is nothing to keep.
 */
function conversion(item: PlanItem, observed: Neighbor): readonly NeighborWrite[] {
  const { lladdr, isRouter } = observed;
  if (lladdr === undefined) return [removal(item), managed(item)];
  return [{ ...managed(item), isManaged: false, state: 'PROBE', lladdr, isRouter }, managed(item)];
}

function managed({ ifindex, address, observed }: PlanItem): SetNeighbor {
  return {
    kind: 'set',
    ifindex,
    address,
    isManaged: true,
    state: 'NONE',
    isRouter: observed?.isRouter ?? false,
    use: false,
  };
}

function removal({ ifindex, address }: PlanItem): NeighborWrite {
  return { kind: 'delete', ifindex, address };
}

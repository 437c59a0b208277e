import type {
  KernelChange,
  NeighborStrategy,
  RefreshController,
  RefreshWish,
} from '@kith/neighbor-api';
import { isUsable, type NeighborKey, neighborKey } from '@kith/net-types';

import type { DesiredNeighbor, DesiredNeighbors } from './desired-neighbors.js';
import { neighborClass } from './neighbor-class.js';
import { isUntried } from './parking.js';
import type { TargetRegistry } from './target-registry.js';

/** Tells refresh-controller which neighbors are to have turns. */
export class TurnWishes {
  constructor(
    private readonly refresh: RefreshController,
    private readonly strategy: { readonly current: NeighborStrategy },
    private readonly desired: Pick<DesiredNeighbors, 'byKey'>,
    private readonly registry: Pick<TargetRegistry, 'targets'>,
  ) {}

  /** Has those of these have turns that the kernel does not keep resolved by itself, and the others none. */
  keepFresh(keys: readonly NeighborKey[], isDiscoveryOn: boolean): void {
    const { haveAllTurns } = this;
    const wishes: RefreshWish[] = [];
    const others: NeighborKey[] = [];
    for (const key of keys) {
      const neighbor = this.desired.byKey.get(key);
      const isOurAffair = isDiscoveryOn && neighbor !== undefined && neighbor.status !== 'foreign';
      if (isOurAffair && (haveAllTurns || neighbor.isParked)) {
        const targetClass = neighborClass(neighbor, this.registry.targets);
        const mode = neighbor.isParked ? 'parked' : 'period';
        const wish = { key, class: targetClass, mode } as const;
        wishes.push(isUntried(neighbor) ? { ...wish, isUntried: true } : wish);
      } else others.push(key);
    }
    this.refresh.set(wishes);
    this.refresh.forget(others);
  }

  /** Looks at news of the kernel's before the controller draws its conclusions. */
  follow({ neighbors }: Pick<KernelChange, 'neighbors'>): void {
    const failed: Pick<RefreshWish, 'key' | 'class'>[] = [];
    const resolved: NeighborKey[] = [];
    for (const { previous, current } of neighbors) {
      if (!current) continue;
      const isFailed = current.state === 'FAILED';
      const isResolved = isUsable(current) && !(previous && isUsable(previous));
      if (!isFailed && !isResolved) continue;
      const neighbor = this.desired.byKey.get(neighborKey(current.ifindex, current.address));
      if (!neighbor) continue;
      if (isResolved) resolved.push(neighbor.key);
      else if (neighbor.status === 'resolved') failed.push(this.keyAndClass(neighbor));
    }
    // the kernel's next round is up to 5 s away; one question of ours is worth it for what served until now
    if (failed.length > 0) this.refresh.retry(failed);
    if (!this.haveAllTurns) this.refresh.spread(resolved);
  }

  private get haveAllTurns(): boolean {
    return this.strategy.current.needsRefresh || this.refresh.confirmsAll;
  }

  private keyAndClass(neighbor: DesiredNeighbor): Pick<RefreshWish, 'key' | 'class'> {
    return { key: neighbor.key, class: neighborClass(neighbor, this.registry.targets) };
  }
}

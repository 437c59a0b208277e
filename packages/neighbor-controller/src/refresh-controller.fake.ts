import type { Cancel } from '@kith/agent-api';
import type { RefreshController, RefreshWish, TargetClass } from '@kith/neighbor-api';
import type { NeighborKey } from '@kith/net-types';

/** Keeps what it is asked to keep fresh; it is somebody's turn when a spec says so. */
export class FakeRefreshController implements RefreshController {
  parkAfter = Infinity;
  confirmsAll = false;
  readonly wishes = new Map<NeighborKey, TargetClass>();
  readonly parked = new Set<NeighborKey>();
  readonly untried = new Set<NeighborKey>();
  readonly spreadKeys: NeighborKey[] = [];
  /** What was kept fresh until then, each time. */
  readonly forgotten: NeighborKey[] = [];
  private readonly listeners = new Set<(keys: readonly NeighborKey[]) => void>();

  get listenerCount(): number {
    return this.listeners.size;
  }

  set(wishes: readonly RefreshWish[]): void {
    for (const { key, class: targetClass, mode, isUntried } of wishes) {
      if (isUntried) this.untried.add(key);
      this.wishes.set(key, targetClass);
      if (mode === 'parked') this.parked.add(key);
      else this.parked.delete(key);
    }
  }

  forget(keys: readonly NeighborKey[]): void {
    for (const key of keys) {
      if (this.wishes.delete(key)) this.forgotten.push(key);
      this.parked.delete(key);
    }
  }

  spread(keys: readonly NeighborKey[]): void {
    this.spreadKeys.push(...keys);
  }

  /** There is room in the budget: it is their turn at once. */
  retry(wishes: readonly Pick<RefreshWish, 'key'>[]): void {
    this.due(...wishes.map(({ key }) => key));
  }

  onDue(listener: (keys: readonly NeighborKey[]) => void): Cancel {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** It is the turn of these, written as `1/10.0.0.2`. */
  due(...keys: readonly string[]): void {
    for (const listener of this.listeners) listener(keys as readonly NeighborKey[]);
  }
}

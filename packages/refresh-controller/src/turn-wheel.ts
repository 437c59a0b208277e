import type { Cancel, Clock } from '@kith/agent-api';

/** Keys by the time of their turn, in slots of a fixed width: one timer for all of them, none while there are none. */
export class TurnWheel<K> {
  private readonly slots = new Map<number, Set<K>>();
  private readonly slotOf = new Map<K, number>();
  private timer: { readonly slot: number; readonly cancel: Cancel } | undefined;

  constructor(
    private readonly clock: Clock,
    /** Milliseconds: how late a turn comes at most. */
    private readonly width: number,
    private readonly onTurn: (keys: readonly K[]) => void,
  ) {}

  /** Its turn is then, on `Clock.now()`; replaces an earlier one of the key. */
  set(key: K, at: number): void {
    this.delete(key);
    const slot = Math.ceil(Math.max(at, this.clock.now()) / this.width);
    const keys = this.slots.get(slot);
    if (keys) keys.add(key);
    else this.slots.set(slot, new Set([key]));
    this.slotOf.set(key, slot);
    if (!this.timer || slot < this.timer.slot) this.arm(slot);
  }

  delete(key: K): void {
    const slot = this.slotOf.get(key);
    if (slot === undefined) return;
    this.slotOf.delete(key);
    const keys = this.slots.get(slot);
    keys?.delete(key);
    if (keys?.size === 0) this.slots.delete(slot);
  }

  clear(): void {
    this.slots.clear();
    this.slotOf.clear();
    this.timer?.cancel();
    this.timer = undefined;
  }

  private arm(slot: number): void {
    this.timer?.cancel();
    const wait = Math.max(0, slot * this.width - this.clock.now());
    this.timer = { slot, cancel: this.clock.timer(wait, () => this.fire()) };
  }

  private fire(): void {
    this.timer = undefined;
    const now = this.clock.now();
    const due: K[] = [];
    let next = Infinity;
    for (const slot of this.slots.keys()) {
      if (slot * this.width > now) {
        next = Math.min(next, slot);
        continue;
      }
      const keys = this.slots.get(slot) as Set<K>;
      this.slots.delete(slot);
      for (const key of keys) {
        this.slotOf.delete(key);
        due.push(key);
      }
    }
    if (next < Infinity) this.arm(next);
    if (due.length > 0) this.onTurn(due);
  }
}

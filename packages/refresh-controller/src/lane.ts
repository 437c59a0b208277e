import type { Clock } from '@kith/agent-api';
import type { TargetClass } from '@kith/neighbor-api';
import type { NeighborKey } from '@kith/net-types';

/** Neighbors of one device whose turn has come, let through at a rate: gateways first, else in their order. */
export class Lane {
  private readonly waiting: Readonly<Record<TargetClass, Set<NeighborKey>>> = {
    gateway: new Set(),
    node: new Set(),
    other: new Set(),
  };
  /** What may be let through now; at first one. */
  private tokens = 1;
  private filledAt: number;

  constructor(private readonly clock: Clock) {
    this.filledAt = clock.now();
  }

  get size(): number {
    const { gateway, node, other } = this.waiting;
    return gateway.size + node.size + other.size;
  }

  add(key: NeighborKey, targetClass: TargetClass): void {
    this.waiting[targetClass].add(key);
  }

  delete(key: NeighborKey): void {
    const { gateway, node, other } = this.waiting;
    gateway.delete(key);
    node.delete(key);
    other.delete(key);
  }

  /**
   * Those that may go now, at so many a second.
   * @param tick milliseconds between two looks; an idle lane saves up no more than it would let through in them
   */
  take(rate: number, tick: number): readonly NeighborKey[] {
    this.fill(rate, tick);
    const taken: NeighborKey[] = [];
    const { gateway, node, other } = this.waiting;
    for (const keys of [gateway, node, other]) {
      for (const key of keys) {
        if (this.tokens < 1) return taken;
        this.tokens--;
        keys.delete(key);
        taken.push(key);
      }
    }
    return taken;
  }

  private fill(rate: number, tick: number): void {
    const now = this.clock.now();
    const earned = ((now - this.filledAt) / 1000) * rate;
    // and a part of one, which is not to be lost
    const most = (tick / 1000) * rate + 1;
    this.tokens = Math.min(most, this.tokens + earned);
    this.filledAt = now;
  }
}

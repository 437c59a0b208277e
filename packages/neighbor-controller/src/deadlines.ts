import type { Cancel, Clock } from '@kith/agent-api';

/** Keys that are to be looked at again at some time; one timer for all of them. */
export class Deadlines<K> {
  private readonly times = new Map<K, number>();
  private timer: { at: number; cancel: Cancel } | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly onDue: (keys: readonly K[]) => void,
  ) {}

  /** In `ms` from now; replaces an earlier deadline of the key. */
  set(key: K, ms: number): void {
    const at = this.clock.now() + ms;
    this.times.set(key, at);
    if (!this.timer || at < this.timer.at) this.arm(at);
  }

  has(key: K): boolean {
    return this.times.has(key);
  }

  delete(key: K): void {
    this.times.delete(key);
  }

  clear(): void {
    this.times.clear();
    this.timer?.cancel();
    this.timer = undefined;
  }

  private arm(at: number): void {
    this.timer?.cancel();
    this.timer = {
      at,
      cancel: this.clock.timer(Math.max(0, at - this.clock.now()), () => this.fire()),
    };
  }

  private fire(): void {
    this.timer = undefined;
    const now = this.clock.now();
    const due: K[] = [];
    let next = Infinity;
    for (const [key, at] of this.times) {
      if (at <= now) due.push(key);
      else next = Math.min(next, at);
    }
    for (const key of due) this.times.delete(key);
    if (next < Infinity) this.arm(next);
    if (due.length > 0) this.onDue(due);
  }
}

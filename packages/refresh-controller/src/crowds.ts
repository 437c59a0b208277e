import type { Cancel, Clock } from '@kith/agent-api';
import type { NeighborKey } from '@kith/net-types';

/** What is resolved within this time of the first is resolved together. */
const TOGETHER_MS = 1000;
/** So many at once lose no replies: a queue of received frames holds 1000 (`net.core.netdev_max_backlog`). */
const HARMLESS = 500;
/** The kernel probes an entry no sooner: the shortest `reachable_time` (15 s), then `delay_first_probe_time` (5 s). */
const SPREAD_MS = 20_000 - TOGETHER_MS;
const TICK_MS = 200;

interface Crowd {
  readonly keys: readonly NeighborKey[];
  readonly since: number;
  /** How many had their turn. */
  passed: number;
}

/**
 * The kernel confirms together what it resolved together, and where they are thousands their replies overrun the
 * receive queue: neighbors that are alive end FAILED. So each of a crowd has one turn before that, spread over the
 * time until then, and the kernel's own rounds are spread from then on.
 */
export class Crowds {
  private gathering: NeighborKey[] = [];
  private crowds: readonly Crowd[] = [];
  private gathered: Cancel | undefined;
  private nextTick: Cancel | undefined;

  constructor(
    private readonly clock: Clock,
    /** Turns a second at most. */
    private readonly budget: () => number,
    private readonly onTurn: (keys: readonly NeighborKey[]) => void,
  ) {}

  /** Turns still to come. */
  get waiting(): number {
    return this.crowds.reduce((sum, { keys, passed }) => sum + keys.length - passed, 0);
  }

  /** The kernel has just resolved these. */
  add(keys: readonly NeighborKey[]): void {
    if (keys.length === 0) return;
    for (const key of keys) this.gathering.push(key);
    this.gathered ??= this.clock.timer(TOGETHER_MS, () => this.close());
  }

  clear(): void {
    this.gathered?.();
    this.nextTick?.();
    this.gathered = this.nextTick = undefined;
    this.gathering = [];
    this.crowds = [];
  }

  private close(): void {
    const keys = this.gathering;
    this.gathered = undefined;
    this.gathering = [];
    if (keys.length <= HARMLESS) return;
    this.crowds = [...this.crowds, { keys, since: this.clock.now(), passed: 0 }];
    this.nextTick ??= this.clock.timer(TICK_MS, () => this.tick());
  }

  /** As many of each crowd as its share of the time allows. */
  private tick(): void {
    const now = this.clock.now();
    let left = Math.max(1, Math.floor((this.budget() * TICK_MS) / 1000));
    const due: NeighborKey[] = [];
    for (const crowd of this.crowds) {
      const share = Math.min(1, (now - crowd.since) / SPREAD_MS);
      const end = Math.min(Math.floor(share * crowd.keys.length), crowd.passed + left);
      for (const key of crowd.keys.slice(crowd.passed, end)) due.push(key);
      left -= end - crowd.passed;
      crowd.passed = end;
    }
    this.crowds = this.crowds.filter(({ keys, passed }) => passed < keys.length);
    this.nextTick =
      this.crowds.length > 0 ? this.clock.timer(TICK_MS, () => this.tick()) : undefined;
    if (due.length > 0) this.onTurn(due);
  }
}

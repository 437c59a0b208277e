import type { Clock, Health } from '@kith/agent-api';
import type { NeighborKey } from '@kith/net-types';

import { Deadlines } from './deadlines.js';

/** So often an entry is put back at once; then with growing pauses. */
const PATIENCE = 5;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** A fight is over when nobody interfered for so long. */
const PEACE_MS = 120_000;

interface Fight {
  repairs: number;
  pausedUntil: number;
}

/** Others who undo our entries again and again: backs off, says so in health, and takes that back in peace. */
export class Fights {
  private readonly fights = new Map<NeighborKey, Fight>();
  private readonly peace: Deadlines<NeighborKey>;

  constructor(
    private readonly clock: Clock,
    private readonly health: Health,
  ) {
    this.peace = new Deadlines(clock, (keys) => this.end(keys));
  }

  /**
   * Somebody undid this entry. Answers how long to wait before it is put back, in ms: 0 = do it now.
   * `who` and `what` go into the health message once it has become a fight.
   */
  interfered(key: NeighborKey, what: string, who: string): number {
    const now = this.clock.now();
    const fight = this.fights.get(key) ?? { repairs: 0, pausedUntil: 0 };
    this.fights.set(key, fight);
    if (fight.pausedUntil > now) return fight.pausedUntil - now;
    this.peace.set(key, PEACE_MS);
    fight.repairs++;
    // at the end of a pause it is put back, whatever happened meanwhile
    if (fight.repairs <= PATIENCE || fight.pausedUntil > 0) {
      fight.pausedUntil = 0;
      return 0;
    }
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (fight.repairs - PATIENCE - 1));
    fight.pausedUntil = now + pause;
    this.health.degraded(
      `${who} undid ${what} ${fight.repairs} times; it is put back every ${Math.ceil(pause / 1000)} s until one of the two yields`,
    );
    return pause;
  }

  isFighting(key: NeighborKey): boolean {
    return (this.fights.get(key)?.repairs ?? 0) > PATIENCE;
  }

  stop(): void {
    this.peace.clear();
    this.fights.clear();
  }

  private end(keys: readonly NeighborKey[]): void {
    for (const key of keys) this.fights.delete(key);
    if (![...this.fights.keys()].some((key) => this.isFighting(key))) this.health.ok();
  }
}

import type { Clock } from '@kith/agent-api';
import type { NeighborKey } from '@kith/net-types';

import { Deadlines } from './deadlines.js';
import type { DesiredNeighbor, DesiredNeighbors } from './desired-neighbors.js';

/** Next hops that no target needs any more because others took their place (I4): each stays until all of these serve. */
export class Leavers {
  private readonly deadlines: Deadlines<NeighborKey>;

  constructor(
    private readonly desired: DesiredNeighbors,
    clock: Clock,
    /** Whether a neighbor could still serve at all. */
    private readonly canServe: (neighbor: DesiredNeighbor) => boolean,
    /** These were let go. */
    private readonly onGone: (keys: readonly NeighborKey[]) => void,
  ) {
    this.deadlines = new Deadlines(clock, (keys) => this.letGo(keys));
  }

  /** Lets go those that are replaced; whoever leaves since the last look has so many milliseconds. */
  look(patience: number): void {
    for (const neighbor of this.desired.leaving) {
      if (this.isReplaced(neighbor)) this.letGo([neighbor.key]);
      else if (!this.deadlines.has(neighbor.key)) this.deadlines.set(neighbor.key, patience);
    }
  }

  /** It is wanted again; when it leaves once more it has all its time. */
  stays(key: NeighborKey): void {
    this.deadlines.delete(key);
  }

  clear(): void {
    this.deadlines.clear();
  }

  private isReplaced(neighbor: DesiredNeighbor): boolean {
    if (!this.canServe(neighbor)) return true;
    return [...(neighbor.replacements ?? [])].every((key) => {
      const replacement = this.desired.byKey.get(key);
      return !replacement || replacement.status === 'resolved' || replacement.status === 'foreign';
    });
  }

  private letGo(keys: readonly NeighborKey[]): void {
    const gone = keys.filter((key) => this.desired.byKey.get(key)?.replacements);
    for (const key of keys) this.deadlines.delete(key);
    for (const key of gone) this.desired.remove(key);
    this.onGone(gone);
  }
}

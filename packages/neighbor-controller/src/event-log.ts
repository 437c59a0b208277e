import type { Cancel, Clock } from '@kith/agent-api';
import type { NeighborEvent } from '@kith/neighbor-api';

const KEPT = 1000;

/** The last events, and who listens to new ones. */
export class EventLog {
  private readonly ring: NeighborEvent[] = [];
  private readonly listeners = new Set<(event: NeighborEvent) => void>();
  /** The last millisecond that something happened in, and as text: thousands can happen in one. */
  private lastAt = NaN;
  private lastText = '';

  constructor(private readonly clock: Clock) {}

  add(event: Omit<NeighborEvent, 'at'>): void {
    const dated = { at: this.now(), ...event };
    this.ring.push(dated);
    // in blocks, so that the cost per event stays small
    if (this.ring.length >= 2 * KEPT) this.ring.splice(0, KEPT);
    for (const listener of this.listeners) listener(dated);
  }

  private now(): string {
    const now = this.clock.wallTime();
    if (now.getTime() !== this.lastAt) {
      this.lastAt = now.getTime();
      this.lastText = now.toISOString();
    }
    return this.lastText;
  }

  recent(): readonly NeighborEvent[] {
    return this.ring.slice(-KEPT);
  }

  onEvent(listener: (event: NeighborEvent) => void): Cancel {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

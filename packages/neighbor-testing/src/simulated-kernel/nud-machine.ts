import type { Clock } from '@kith/agent-api';
import type { NudState } from '@kith/net-types';

import type { NeighborEntry } from './neighbor-entry.js';
import type { NudTimes } from './nud-times.js';

/** One jiffy. */
const AT_ONCE_MS = 4;

/** What the state machine does to the world. */
export interface NudEffects {
  /** Sends a solicitation, to the MAC of the entry or to everybody. */
  solicit(entry: NeighborEntry, isUnicast: boolean): void;
  /** Announces the entry as it is now (RTM_NEWNEIGH). */
  announce(entry: NeighborEntry): void;
}

/**
 * Neighbor unreachability detection as Linux does it: what happens to an entry by itself
 * (`neigh_timer_handler`) and when it is used (`__neigh_event_send`), net/core/neighbour.c.
 */
export class NudMachine {
  constructor(
    private readonly clock: Pick<Clock, 'now' | 'timer'>,
    private readonly times: NudTimes,
    private readonly effects: NudEffects,
  ) {}

  /** Somebody wants to send to it. The managed work does not ask at once, but a jiffy later. */
  use(entry: NeighborEntry, isImmediate = true): void {
    entry.usedAt = this.clock.now();
    if (entry.state === 'STALE') {
      entry.state = 'DELAY';
      entry.updatedAt = this.clock.now();
      this.arm(entry, this.times.delay);
    } else if (entry.state === 'NONE' || entry.state === 'FAILED') {
      entry.state = 'INCOMPLETE';
      entry.updatedAt = this.clock.now();
      // the unicast ones are taken for sent
      entry.probes = this.times.unicastProbes;
      this.arm(entry, isImmediate ? this.times.retransmit : AT_ONCE_MS);
      if (isImmediate) this.probe(entry);
    }
  }

  /** It was given a state with a MAC, by an answer or a write. */
  enterValid(entry: NeighborEntry, state: NudState): void {
    this.stop(entry);
    entry.state = state;
    if (state === 'PROBE') entry.probes = 0;
    if (state === 'REACHABLE') this.arm(entry, this.times.reachable);
    else if (state === 'DELAY' || state === 'PROBE') this.arm(entry, 0);
  }

  /** Nothing happens to it by itself any more. */
  stop(entry: NeighborEntry): void {
    entry.cancelTimer?.();
    entry.cancelTimer = undefined;
  }

  private arm(entry: NeighborEntry, ms: number): void {
    entry.cancelTimer?.();
    entry.cancelTimer = this.clock.timer(ms, () => this.expired(entry));
  }

  private expired(entry: NeighborEntry): void {
    entry.cancelTimer = undefined;
    const now = this.clock.now();
    const { reachable, delay, retransmit } = this.times;
    if (entry.state === 'REACHABLE') {
      const trusted = entry.confirmedAt + reachable - now;
      if (trusted > 0) return this.arm(entry, trusted);
      // what was used a moment ago is confirmed without being called STALE in between
      if (now <= entry.usedAt + delay) {
        this.change(entry, 'DELAY');
        return this.arm(entry, delay);
      }
      this.change(entry, 'STALE');
      this.effects.announce(entry);
      return;
    }
    if (entry.state === 'DELAY' && now <= entry.confirmedAt + delay) {
      this.change(entry, 'REACHABLE');
      this.effects.announce(entry);
      return this.arm(entry, entry.confirmedAt + reachable - now);
    }
    if (entry.state === 'DELAY') {
      this.change(entry, 'PROBE');
      entry.probes = 0;
      this.effects.announce(entry);
    } else if (entry.probes >= this.mostProbes(entry)) {
      this.change(entry, 'FAILED');
      this.effects.announce(entry);
      return;
    }
    this.arm(entry, retransmit);
    this.probe(entry);
  }

  private change(entry: NeighborEntry, state: NudState): void {
    entry.state = state;
    entry.updatedAt = this.clock.now();
  }

  /** mcast_resolicit is 0 unless somebody sets it. */
  private mostProbes({ state }: NeighborEntry): number {
    const { unicastProbes, multicastProbes } = this.times;
    return state === 'PROBE' ? unicastProbes : unicastProbes + multicastProbes;
  }

  private probe(entry: NeighborEntry): void {
    const isUnicast = entry.probes < this.times.unicastProbes;
    entry.probes++;
    this.effects.solicit(entry, isUnicast);
  }
}

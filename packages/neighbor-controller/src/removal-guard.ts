import type { Clock } from '@kith/agent-api';
import type { HeldRemoval } from '@kith/neighbor-api';

import { Deadlines } from './deadlines.js';
import type { OwnerState, SourceState, TargetKey } from './target-registry.js';

/** So many targets of a source at once, and more than half of all that it has, are no routine (E6). */
const LEAST = 20;

/** What owners want from now on; owners not named are left alone. */
export type Update = ReadonlyMap<OwnerState, ReadonlySet<TargetKey>>;

/**
 * Keeps for a while what a source would take away at once, if that is most of what it has: an API server that is being
 * restarted, or a file that is half there, may offer less than there is. What a later update of the source says of the
 * same owners counts.
 */
export class RemovalGuard {
  private holdFor = 0;
  private readonly held = new Map<OwnerState, Set<TargetKey>>();
  private readonly ends = new Map<SourceState, Date>();
  private readonly deadlines: Deadlines<SourceState>;

  constructor(
    private readonly clock: Clock,
    /** It was long enough. */
    onEnd: (sources: readonly SourceState[]) => void,
  ) {
    this.deadlines = new Deadlines(clock, onEnd);
  }

  /** Milliseconds; 0 = nothing is held from now on. Answers whose removals are over with that. */
  setHold(ms: number): readonly SourceState[] {
    this.holdFor = ms;
    return ms === 0 ? this.sources : [];
  }

  /** Of which something is held. */
  get sources(): readonly SourceState[] {
    return [...this.ends.keys()];
  }

  get removals(): readonly HeldRemoval[] {
    return [...this.ends].map(([source, until]) => {
      const keys = [...source.owners.values()].flatMap((owner) => [
        ...(this.held.get(owner) ?? []),
      ]);
      return { source: source.id, targets: new Set(keys).size, until };
    });
  }

  /** Whether there is something to look at in an update that speaks of these owners. */
  concerns(source: SourceState, owners: Iterable<OwnerState>): boolean {
    if (this.holdFor === 0 || source.isAuthoritative) return false;
    if (this.ends.has(source)) return true;
    let count = 0;
    for (const owner of owners) count += owner.keys.size;
    return count >= LEAST;
  }

  /**
   * Sees an update before it is carried out: of what is too much at once `isHeld` is true from then on.
   * @param taken what new owners of the source want from now on
   * @returns whether that made any difference to what is held
   */
  look(source: SourceState, update: Update, taken: ReadonlySet<TargetKey>): boolean {
    const wasHeld = this.ends.has(source);
    const leaving = this.leaving(update);
    const gone = new Set(leaving.map(([, key]) => key));
    for (const keys of [taken, ...update.values()]) for (const key of keys) gone.delete(key);
    const all = new Set<TargetKey>();
    for (const owner of source.owners.values()) {
      for (const key of owner.keys) {
        all.add(key);
        if (!update.has(owner)) gone.delete(key);
      }
    }
    // it speaks of these owners a second time: that counts
    for (const owner of update.keys()) this.held.delete(owner);
    if (gone.size >= LEAST && gone.size * 2 > all.size) {
      for (const [owner, key] of leaving) if (gone.has(key)) this.hold(owner, key);
      this.ends.set(source, new Date(this.clock.wallTime().getTime() + this.holdFor));
      this.deadlines.set(source, this.holdFor);
    } else if (![...source.owners.values()].some((owner) => this.held.has(owner))) this.end(source);
    return wasHeld || this.ends.has(source);
  }

  isHeld(owner: OwnerState, key: TargetKey): boolean {
    return this.held.get(owner)?.has(key) ?? false;
  }

  /** Ends it for a source. Answers what was held of it. */
  end(source: SourceState): readonly [OwnerState, ReadonlySet<TargetKey>][] {
    this.ends.delete(source);
    this.deadlines.delete(source);
    return [...source.owners.values()].flatMap((owner) => {
      const keys = this.held.get(owner);
      this.held.delete(owner);
      return keys ? [[owner, keys]] : [];
    });
  }

  /** What owners would let go and that is not held already. */
  private leaving(update: Update): readonly [OwnerState, TargetKey][] {
    const leaving: [OwnerState, TargetKey][] = [];
    for (const [owner, wanted] of update) {
      for (const key of owner.keys) {
        if (!wanted.has(key) && !this.isHeld(owner, key)) leaving.push([owner, key]);
      }
    }
    return leaving;
  }

  private hold(owner: OwnerState, key: TargetKey): void {
    const keys = this.held.get(owner);
    if (keys) keys.add(key);
    else this.held.set(owner, new Set([key]));
  }
}

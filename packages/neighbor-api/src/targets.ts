import type { IfIndex } from '@kith/net-types';
import type { ServiceIdentifier } from 'inversify';

/** How soon a target's neighbor is looked after where the budget is tight. */
export type TargetClass = 'gateway' | 'node' | 'other';

/** What one owner wants resolved: all of it, at once. */
export interface TargetClaim {
  /** Unique within the source: `node2`. Shown as `<source>/<owner>`. */
  readonly owner: string;
  readonly addresses: readonly TargetAddress[];
}

/** Text as the user wrote it, unchecked; or an address that is meant on one device only (a link-local gateway). */
export type TargetAddress = string | { readonly address: string; readonly ifindex: IfIndex };

/** An address that will not be served, and why, in words. */
export interface RefusedTarget {
  /** As it is shown: `static/node2`. */
  readonly owner: string;
  readonly address: string;
  readonly reason: string;
}

/** Where sources put what they want resolved. Implemented by neighbor-controller. */
export interface Targets {
  /**
   * Makes a source known; nothing is pruned until every source is synced. Call it in `start()`.
   * @throws AgentError `internal` when the id is taken
   */
  register(source: TargetSourceInfo): TargetSource;
}

/** What a source says of itself. */
export interface TargetSourceInfo {
  readonly id: string;
  readonly class: TargetClass;
  /**
   * What it takes away is meant, however much that is at once: it knows, and does not hear from somewhere. Of any other
   * source an update that would take away most of its targets is held for a while (E6).
   */
  readonly isAuthoritative?: true;
}

export const Targets = Symbol.for('@kith/neighbor-api/Targets') as ServiceIdentifier<Targets>;

/** One source's side. A target lives until its last owner lets go. */
export interface TargetSource {
  /**
   * Replaces what each of these owners wants, each atomically; owners not named are left alone.
   * Answers what was refused (C2: not an address, multicast, over `maxTargets`, ...); the rest is taken.
   */
  set(claims: readonly TargetClaim[]): readonly RefusedTarget[];
  /** Replaces everything: owners not named let go. */
  replace(claims: readonly TargetClaim[]): readonly RefusedTarget[];
  release(owners: readonly string[]): void;
  /** The first complete listing is in. Idempotent. */
  synced(): void;
  /** The source ends: its owners let go, unless the whole agent is stopping. */
  close(): void;
}

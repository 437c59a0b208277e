import type { KernelChange, NextHopQuery, NextHopResolver } from '@kith/neighbor-api';
import type { IfIndex } from '@kith/net-types';

import { AddressIndex } from './address-index.js';
import type { Selection } from './selection.js';
import type { Target, TargetKey } from './target-registry.js';
import {
  addQuestions,
  concludeRoutes,
  isAbout,
  notAsked,
  restsOn,
  type TargetRoutes,
  whyNotAsked,
  withStandby,
} from './target-routes.js';

/** Targets asked about in one batch; between batches other work runs. */
const BATCH = 500;

/** `after` is absent when the target is gone. */
export interface RouteUpdate {
  readonly key: TargetKey;
  readonly before: TargetRoutes | undefined;
  readonly after: TargetRoutes | undefined;
}

/** The routes of every target, and which of them have to be asked for again. */
export class RouteBook {
  readonly routes = new Map<TargetKey, TargetRoutes>();
  private readonly targets = new Map<TargetKey, Target>();
  private readonly index = new AddressIndex<Target>();
  private readonly stale = new Set<TargetKey>();
  /** Only what stands by may be another; the FIB need not be asked. */
  private readonly standbyStale = new Set<TargetKey>();

  constructor(private readonly resolver: NextHopResolver) {}

  get isSettled(): boolean {
    return this.stale.size === 0 && this.standbyStale.size === 0;
  }

  /** A target came, changed owners, or went. */
  track(target: Target): void {
    const { key } = target;
    const known = this.targets.get(key);
    const wanted = target.owners.length > 0 ? target : undefined;
    if (known === wanted) return;
    if (known) this.index.remove(known);
    if (wanted) {
      this.index.add(wanted);
      this.targets.set(key, wanted);
    } else this.targets.delete(key);
    this.stale.add(key);
  }

  invalidateAll(): void {
    this.invalidateTargets(this.targets.keys());
  }

  invalidateTargets(keys: Iterable<TargetKey>): void {
    for (const key of keys) this.stale.add(key);
  }

  /** Marks the targets that a change can affect, and no others. `devices`: those whose link or addresses changed. */
  invalidate(
    { routes: change, gatewayPrefixes }: Pick<KernelChange, 'routes' | 'gatewayPrefixes'>,
    devices: ReadonlySet<IfIndex>,
  ): void {
    if (change.areRulesChanged) return this.invalidateAll();
    for (const prefix of gatewayPrefixes) {
      for (const { key } of this.index.under(prefix)) this.standbyStale.add(key);
    }
    for (const prefix of change.prefixes) {
      for (const { key } of this.index.under(prefix)) this.stale.add(key);
    }
    if (devices.size === 0 && change.nexthopIds.size === 0) return;
    for (const [key, routes] of this.routes) {
      if (restsOn(routes, devices, change.nexthopIds)) this.stale.add(key);
    }
    for (const [key, target] of this.targets) {
      if (target.ifindex !== undefined && devices.has(target.ifindex)) this.stale.add(key);
    }
  }

  /** Marks the targets that are one of these addresses, or have one as next hop. */
  invalidateAddresses(addresses: ReadonlySet<string>): void {
    for (const [key, routes] of this.routes) {
      if (isAbout(routes, addresses)) this.stale.add(key);
    }
  }

  /** Sees to one batch of stale targets; to ask the FIB comes first. What goes stale again meanwhile stays so. */
  async resolveBatch(selection: Selection): Promise<readonly RouteUpdate[]> {
    if (this.stale.size === 0) return this.followStandby(selection);
    const queries: NextHopQuery[] = [];
    const asked = take(this.stale).map((key) => {
      this.standbyStale.delete(key); // what stands by is part of the conclusion
      const target = this.targets.get(key);
      const skipped = target && whyNotAsked(target, selection);
      const first = queries.length;
      if (target && skipped === undefined) addQuestions(target, selection, queries);
      return { key, target, skipped, first, end: queries.length };
    });
    const answers = await this.resolver.resolve(queries).catch((error: unknown) => {
      this.invalidateTargets(asked.map(({ key }) => key));
      throw error;
    });

    return asked.map(({ key, target, skipped, first, end }) => {
      const before = this.routes.get(key);
      // it may have gone while we asked
      if (target === undefined || this.targets.get(key) !== target) {
        this.routes.delete(key);
        return { key, before, after: undefined };
      }
      const after =
        skipped === undefined
          ? concludeRoutes(target, answers.slice(first, end), selection)
          : notAsked(target, skipped);
      this.routes.set(key, after);
      return { key, before, after };
    });
  }

  private followStandby(selection: Selection): readonly RouteUpdate[] {
    return take(this.standbyStale).flatMap((key) => {
      const before = this.routes.get(key);
      if (!before) return [];
      const after = withStandby(before, selection);
      this.routes.set(key, after);
      return [{ key, before, after }];
    });
  }
}

function take(from: Set<TargetKey>): readonly TargetKey[] {
  const keys: TargetKey[] = [];
  for (const key of from) {
    from.delete(key);
    if (keys.push(key) === BATCH) break;
  }
  return keys;
}

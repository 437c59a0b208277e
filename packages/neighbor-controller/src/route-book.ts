import type { KernelChange, NextHopResolver } from '@kith/neighbor-api';
import type { IfIndex, IpAddress } from '@kith/net-types';

import { AddressIndex } from './address-index.js';
import type { Selection } from './selection.js';
import type { Target, TargetKey } from './target-registry.js';
import {
  concludeRoutes,
  questions,
  restsOn,
  type TargetRoutes,
  whyNotAsked,
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
  private readonly byAddress = new Map<IpAddress, Set<TargetKey>>();
  private readonly index = new AddressIndex();
  private readonly stale = new Set<TargetKey>();

  constructor(private readonly resolver: NextHopResolver) {}

  get isSettled(): boolean {
    return this.stale.size === 0;
  }

  /** A target came, changed owners, or went. */
  track(target: Target): void {
    const { key, address } = target;
    const isWanted = target.owners.size > 0;
    if (isWanted && this.targets.get(key) === target) return;
    const keys = this.byAddress.get(address) ?? new Set();
    if (isWanted) {
      this.targets.set(key, target);
      if (keys.size === 0) this.index.add(address);
      this.byAddress.set(address, keys.add(key));
    } else {
      this.targets.delete(key);
      keys.delete(key);
      if (keys.size === 0) {
        this.byAddress.delete(address);
        this.index.remove(address);
      }
    }
    this.stale.add(key);
  }

  invalidateAll(): void {
    this.invalidateTargets(this.targets.keys());
  }

  invalidateTargets(keys: Iterable<TargetKey>): void {
    for (const key of keys) this.stale.add(key);
  }

  /** Marks the targets that a change can affect, and no others. `devices`: those whose link or addresses changed. */
  invalidate(change: KernelChange['routes'], devices: ReadonlySet<IfIndex>): void {
    if (change.areRulesChanged) return this.invalidateAll();
    for (const prefix of change.prefixes) {
      for (const address of this.index.under(prefix)) {
        for (const key of this.byAddress.get(address) ?? []) this.stale.add(key);
      }
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
    for (const [key, { target, hops, answers }] of this.routes) {
      const isConcerned =
        addresses.has(target.address) ||
        hops.some((hop) => addresses.has(hop.address)) ||
        answers.some(
          ({ answer }) =>
            answer.kind === 'next-hops' && answer.hops.some((hop) => addresses.has(hop.address)),
        );
      if (isConcerned) this.stale.add(key);
    }
  }

  /** Asks about one batch of stale targets. What goes stale again meanwhile stays so. */
  async resolveBatch(selection: Selection): Promise<readonly RouteUpdate[]> {
    const keys: TargetKey[] = [];
    for (const key of this.stale) {
      keys.push(key);
      if (keys.length === BATCH) break;
    }
    for (const key of keys) this.stale.delete(key);

    const asked = keys.map((key) => {
      const target = this.targets.get(key);
      const skipped = target && whyNotAsked(target, selection);
      const queries = target && skipped === undefined ? questions(target, selection) : [];
      return { key, target, skipped, queries };
    });
    const answers = await this.resolver.resolve(asked.flatMap((item) => item.queries));

    let next = 0;
    return asked.map(({ key, target, skipped, queries }) => {
      const own = queries.map((query) => ({
        query,
        answer: answers[next++] as (typeof answers)[number],
      }));
      const before = this.routes.get(key);
      // it may have gone while we asked
      const isWanted = target !== undefined && this.targets.get(key) === target;
      const after = !isWanted
        ? undefined
        : skipped === undefined
          ? concludeRoutes(target, own, selection)
          : { target, answers: [], hops: [], skipped };
      if (after) this.routes.set(key, after);
      else this.routes.delete(key);
      return { key, before, after };
    });
  }
}

import type { Changed, KernelChange } from '@kith/neighbor-api';
import {
  formatPrefix,
  type IfIndex,
  type Link,
  type Neighbor,
  type NeighborKey,
  type Prefix,
} from '@kith/net-types';

import type { GatewayChange } from './gateway-watch.js';

/** Collects what a burst changed: each subject once, from what listeners saw last to what it is now; links change by change. */
export class ChangeSet {
  isRelisted = false;
  areRulesChanged = false;
  readonly addresses = new Set<IfIndex>();
  readonly nexthopIds = new Set<number>();
  private areGatewaysChanged = false;
  private gatewayPrefixes: readonly Prefix[] = [];
  private readonly links: Changed<Link>[] = [];
  private readonly neighbors = new Map<NeighborKey, Changed<Neighbor>>();
  private readonly prefixes = new Map<string, Prefix>();

  /** One that changed and changed back counts: what the kernel was asked in between was answered otherwise. */
  link(previous: Link | undefined, current: Link | undefined): void {
    this.links.push({ previous, current });
  }

  neighbor(key: NeighborKey, previous: Neighbor | undefined, current: Neighbor | undefined): void {
    note(this.neighbors, key, previous, current);
  }

  /** As it was, but that is news. */
  failedAgain(key: NeighborKey, entry: Neighbor): void {
    if (!this.neighbors.has(key)) this.neighbors.set(key, { previous: entry, current: entry });
  }

  prefix(prefix: Prefix): void {
    this.prefixes.set(formatPrefix(prefix), prefix);
  }

  gateways({ isSetChanged, prefixes }: GatewayChange): void {
    this.areGatewaysChanged = isSetChanged;
    this.gatewayPrefixes = prefixes;
  }

  get isEmpty(): boolean {
    return (
      !this.isRelisted &&
      !this.areRulesChanged &&
      !this.areGatewaysChanged &&
      this.gatewayPrefixes.length === 0 &&
      this.links.length === 0 &&
      [this.addresses, this.nexthopIds, this.neighbors, this.prefixes].every(
        ({ size }) => size === 0,
      )
    );
  }

  toChange(): KernelChange {
    return {
      isRelisted: this.isRelisted,
      links: this.links,
      addresses: this.addresses,
      neighbors: [...this.neighbors.values()],
      routes: {
        prefixes: [...this.prefixes.values()],
        nexthopIds: this.nexthopIds,
        areRulesChanged: this.areRulesChanged,
      },
      areGatewaysChanged: this.areGatewaysChanged,
      gatewayPrefixes: this.gatewayPrefixes,
    };
  }
}

function note<K, T>(
  changes: Map<K, Changed<T>>,
  key: K,
  previous: T | undefined,
  current: T | undefined,
): void {
  const noted = changes.get(key);
  const before = noted ? noted.previous : previous;
  // it came and went: nobody has to hear of it
  if (before === undefined && current === undefined) changes.delete(key);
  else changes.set(key, { previous: before, current });
}

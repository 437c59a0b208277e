import type { Cancel } from '@kith/agent-api';
import type {
  IfIndex,
  InterfaceAddress,
  IpAddress,
  Link,
  Neighbor,
  NeighborKey,
  NextHop,
  Prefix,
  RouteGateway,
} from '@kith/net-types';
import type { ServiceIdentifier } from 'inversify';

import type { AppliedWrite } from './neighbor-writer.js';

/**
 * What the kernel has, as observed: a mirror of links, addresses, IPv4 and IPv6 neighbors (never FDB or
 * proxy rows), and the gateways of all routes. Implemented by kernel-state, which is synced when its
 * `start()` has resolved.
 */
export interface KernelState {
  /** False before the first complete listing. */
  readonly isSynced: boolean;
  readonly links: ReadonlyMap<IfIndex, Link>;
  readonly addresses: readonly InterfaceAddress[];
  readonly neighbors: ReadonlyMap<NeighborKey, Neighbor>;
  /** Distinct (device, gateway) pairs of the unicast routes of every table, with live and dead legs. */
  readonly gateways: readonly RouteGateway[];
  /**
   * Usable gateways of all unicast routes of a table that cover an address, preferred or not, those of longer
   * prefixes first. From the latest listing of the routes, which may be older than the FIB's own answers.
   */
  gatewaysToward(address: IpAddress, table: number): readonly NextHop[];
  /** One call for each burst of news, after the mirror has it. */
  onChange(listener: (change: KernelChange) => void): Cancel;
  /** Notes writes that the kernel took under this mark, since it does not announce a creation. Calls no listener. */
  fold(writes: readonly AppliedWrite[], mark: number): void;
  /** The devices that have our neighbors are these, from now on: with `keepOnCarrierLoss` theirs outlive a loss of carrier. */
  serve(devices: readonly IfIndex[]): void;
  /** Asks the kernel for these entries now and corrects the mirror; listeners hear of differences. */
  refetch(keys: readonly NeighborKey[]): Promise<void>;
}

export const KernelState = Symbol.for(
  '@kith/neighbor-api/KernelState',
) as ServiceIdentifier<KernelState>;

/** What a burst of notifications changed; each subject once, with its latest state, but for links. */
export interface KernelChange {
  /** Everything was listed anew after a loss: anything may differ, also what is not named here. */
  readonly isRelisted: boolean;
  /** Links that came, went or changed, change by change: one that went down and up again is two of these. */
  readonly links: readonly Changed<Link>[];
  /** Devices whose addresses changed: came, went, or are no longer tentative. */
  readonly addresses: ReadonlySet<IfIndex>;
  /**
   * Without managed ones that only age and are confirmed: that is the kernel's affair. One that FAILED is named at
   * each round of probes that failed, `previous` equal to `current` from the second on.
   */
  readonly neighbors: readonly Changed<Neighbor>[];
  readonly routes: RouteChange;
  /** `gateways` differs from before. */
  readonly areGatewaysChanged: boolean;
  /** `gatewaysToward` may answer otherwise for the addresses under these. */
  readonly gatewayPrefixes: readonly Prefix[];
}

/** What a row was and is. */
export interface Changed<T> {
  readonly previous: T | undefined;
  readonly current: T | undefined;
}

/**
 * What may have changed in the kernel's routing. The kernel announces neither the IPv4 routes that go with a link
 * or an address, nor those whose nexthop object changed: listen to links, addresses and nexthops as well.
 */
export interface RouteChange {
  readonly prefixes: readonly Prefix[];
  /** Nexthop objects that were replaced or deleted. */
  readonly nexthopIds: ReadonlySet<number>;
  /** Policy rules changed: any lookup may end elsewhere. */
  readonly areRulesChanged: boolean;
}

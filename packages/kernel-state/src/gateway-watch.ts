import { type Clock, type JobGroup, type Kick, wait } from '@kith/agent-api';
import {
  type IfIndex,
  type NeighborKey,
  neighborKey,
  type NextHop,
  type Prefix,
  type RouteGateway,
} from '@kith/net-types';
import type { RouteLeg, RouteMessage, RtnetlinkClient } from '@kith/rtnetlink';

import { GatewayRoutes } from './gateway-routes.js';

/** Listing the routes may take one part in so many of the time. */
const SHARE = 25;

type Gateways = ReadonlyMap<NeighborKey, RouteGateway>;

/** What a listing found that differs from the one before. */
export interface GatewayChange {
  readonly isSetChanged: boolean;
  /** Whose usable gateways are others. */
  readonly prefixes: readonly Prefix[];
}

/**
 * Keeps the set of gateways that routes use. Those of a route that the kernel tells of are known at once. It drops
 * IPv4 routes without a word (with a link, an address, a nexthop object), so the set is also derived anew from a listing
 * after anything that may have changed it: at once for the first change, and then as often as the size of the tables
 * allows. Of a route it remembers the table, the prefix and the gateways.
 */
export class GatewayWatch {
  gateways: readonly RouteGateway[] = [];
  routes = new GatewayRoutes();
  private known: Gateways = new Map();
  private readonly kick: Kick;
  private notBefore = 0;
  /** What was heard since each listing that is under way began: newer than its rows. */
  private readonly heard = new Set<RouteMessage[]>();

  constructor(
    private readonly rtnetlink: RtnetlinkClient,
    private readonly clock: Clock,
    jobs: JobGroup,
    private readonly onChanged: (change: GatewayChange) => void,
  ) {
    this.kick = jobs.onKick('gateways', (signal) => this.refresh(signal));
  }

  /** Routes may have changed. */
  suspect(): void {
    this.kick();
  }

  /** The kernel told of these routes: adds their gateways. What they replaced, if anything, the next listing finds. */
  learn(routes: readonly RouteMessage[]): GatewayChange {
    for (const heard of this.heard) heard.push(...routes);
    const told = new Map<NeighborKey, RouteGateway>();
    const prefixes = routes.flatMap((route) => {
      const usable = take(route, route.legs, told);
      return this.routes.add(route.table, route.prefix, usable) ? [route.prefix] : [];
    });
    const news = [...told].filter(([key, { isDefault }]) => {
      const known = this.known.get(key);
      return !known || (isDefault && !known.isDefault);
    });
    if (news.length > 0) this.replace(new Map([...this.known, ...news]));
    return { isSetChanged: news.length > 0, prefixes };
  }

  /** Lists the routes now. Answers what differs. */
  async list(): Promise<GatewayChange> {
    const begun = this.clock.now();
    const heard: RouteMessage[] = [];
    this.heard.add(heard);
    const found = await this.found(heard).finally(() => this.heard.delete(heard));
    const prefixes = found.routes.changesSince(this.routes);
    this.notBefore = this.clock.now() + SHARE * (this.clock.now() - begun);
    this.routes = found.routes;
    return { isSetChanged: this.replace(found.gateways), prefixes };
  }

  private async found(heard: readonly RouteMessage[]): Promise<ReturnType<typeof collect>> {
    const routes = await this.rtnetlink.dump('routes');
    const nexthops = await this.nexthopLegs();
    return collect([...routes, ...heard], nexthops);
  }

  /** @returns whether it is another set */
  private replace(gateways: Gateways): boolean {
    if (isSameSet(gateways, this.known)) return false;
    this.known = gateways;
    this.gateways = [...gateways.values()];
    return true;
  }

  private async refresh(signal: AbortSignal): Promise<void> {
    const ms = this.notBefore - this.clock.now();
    if (ms > 0) await wait(this.clock, ms, signal);
    if (signal.aborted) return;
    const change = await this.list();
    if (change.isSetChanged || change.prefixes.length > 0) this.onChanged(change);
  }

  /** The legs of every nexthop object, groups with those of their members. */
  private async nexthopLegs(): Promise<ReadonlyMap<number, readonly RouteLeg[]>> {
    const objects = await this.rtnetlink.dump('nexthops');
    const own = new Map(objects.map(({ id, leg }) => [id, leg ? [leg] : []]));
    return new Map(
      objects.map(({ id, leg, members }) => [
        id,
        [...(leg ? [leg] : []), ...members.flatMap((member) => own.get(member) ?? [])],
      ]),
    );
  }
}

function collect(
  routes: readonly RouteMessage[],
  nexthops: ReadonlyMap<number, readonly RouteLeg[]>,
): { readonly gateways: Gateways; readonly routes: GatewayRoutes } {
  const byPrefix = new GatewayRoutes();
  const gateways = new Map<NeighborKey, RouteGateway>();
  for (const route of routes) {
    const legs = route.legs.length > 0 ? route.legs : (nexthops.get(route.nexthopId ?? 0) ?? []);
    byPrefix.add(route.table, route.prefix, take(route, legs, gateways));
  }
  return { gateways, routes: byPrefix };
}

/** Adds a route's gateways to those that are known. @returns the usable ones */
function take(
  { type, isCloned, prefix }: RouteMessage,
  legs: readonly RouteLeg[],
  gateways: Map<NeighborKey, RouteGateway>,
): readonly NextHop[] {
  if (type !== 'unicast' || isCloned) return [];
  return legs.flatMap(({ ifindex, via, isUsable }) => {
    if (ifindex === undefined || via === undefined) return [];
    add(gateways, ifindex, via, prefix.length === 0);
    return isUsable ? [{ ifindex, address: via }] : [];
  });
}

function add(
  gateways: Map<NeighborKey, RouteGateway>,
  ifindex: IfIndex,
  address: RouteGateway['address'],
  isDefault: boolean,
): void {
  const key = neighborKey(ifindex, address);
  gateways.set(key, {
    ifindex,
    address,
    isDefault: isDefault || (gateways.get(key)?.isDefault ?? false),
  });
}

function isSameSet(a: Gateways, b: Gateways): boolean {
  return (
    a.size === b.size && [...a].every(([key, { isDefault }]) => b.get(key)?.isDefault === isDefault)
  );
}

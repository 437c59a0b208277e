import type { Clock, JobGroup, Kick } from '@kith/agent-api';
import {
  type IfIndex,
  neighborKey,
  type NextHop,
  type Prefix,
  type RouteGateway,
} from '@kith/net-types';
import type { RouteLeg, RouteMessage, RtnetlinkClient } from '@kith/rtnetlink';

import { GatewayRoutes } from './gateway-routes.js';

/** Listing the routes may take one part in so many of the time. */
const SHARE = 25;

/** What a listing found that differs from the one before. */
export interface GatewayChange {
  readonly isSetChanged: boolean;
  /** Whose usable gateways are others. */
  readonly prefixes: readonly Prefix[];
}

/**
 * Keeps the set of gateways that routes use. The kernel drops IPv4 routes without a word (with a link, an
 * address, a nexthop object), so the set is derived anew from a listing after anything that may have changed
 * it: at once for the first change, and then as often as the size of the tables allows. Of a route it remembers
 * the table, the prefix and the gateways.
 */
export class GatewayWatch {
  gateways: readonly RouteGateway[] = [];
  routes = new GatewayRoutes();
  private readonly kick: Kick;
  private notBefore = 0;

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

  /** Lists the routes now. Answers what differs. */
  async list(): Promise<GatewayChange> {
    const begun = this.clock.now();
    const found = collect(await this.rtnetlink.dump('routes'), await this.nexthopLegs());
    const prefixes = found.routes.changesSince(this.routes);
    this.notBefore = this.clock.now() + SHARE * (this.clock.now() - begun);
    this.routes = found.routes;
    const isSetChanged = !isSameSet(found.gateways, this.gateways);
    if (isSetChanged) this.gateways = found.gateways;
    return { isSetChanged, prefixes };
  }

  private async refresh(signal: AbortSignal): Promise<void> {
    await this.pause(signal);
    if (signal.aborted) return;
    const change = await this.list();
    if (change.isSetChanged || change.prefixes.length > 0) this.onChanged(change);
  }

  private pause(signal: AbortSignal): Promise<void> {
    const ms = this.notBefore - this.clock.now();
    if (ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        // the signal lives as long as the plugin: nothing may pile up on it
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.clock.timer(ms, end);
      signal.addEventListener('abort', end);
    });
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
): Pick<GatewayWatch, 'gateways' | 'routes'> {
  const byPrefix = new GatewayRoutes();
  const gateways = new Map<string, RouteGateway>();
  for (const route of routes) {
    if (route.type !== 'unicast' || route.isCloned) continue;
    const legs = route.legs.length > 0 ? route.legs : (nexthops.get(route.nexthopId ?? 0) ?? []);
    const usable: NextHop[] = [];
    for (const { ifindex, via, isUsable } of legs) {
      if (ifindex === undefined || via === undefined) continue;
      add(gateways, ifindex, via, route.prefix.length === 0);
      if (isUsable) usable.push({ ifindex, address: via });
    }
    if (usable.length > 0) byPrefix.add(route.table, route.prefix, usable);
  }
  return { gateways: [...gateways.values()], routes: byPrefix };
}

function add(
  gateways: Map<string, RouteGateway>,
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

function isSameSet(a: readonly RouteGateway[], b: readonly RouteGateway[]): boolean {
  const keys = (gateways: readonly RouteGateway[]): string[] =>
    gateways.map(({ ifindex, address, isDefault }) => `${ifindex}/${address}/${isDefault}`).sort();
  return a.length === b.length && keys(a).join() === keys(b).join();
}

import type { Clock, JobGroup, Kick } from '@kith/agent-api';
import { type IfIndex, neighborKey, type RouteGateway } from '@kith/net-types';
import type { RouteLeg, RouteMessage, RtnetlinkClient } from '@kith/rtnetlink';

/** Listing the routes may take one part in so many of the time. */
const SHARE = 25;

/**
 * Keeps the set of gateways that routes use. The kernel drops IPv4 routes without a word (with a link, an
 * address, a nexthop object), so the set is derived anew from a listing after anything that may have changed
 * it: at once for the first change, and then as often as the size of the tables allows. It remembers no routes.
 */
export class GatewayWatch {
  gateways: readonly RouteGateway[] = [];
  private readonly kick: Kick;
  private notBefore = 0;

  constructor(
    private readonly rtnetlink: RtnetlinkClient,
    private readonly clock: Clock,
    jobs: JobGroup,
    private readonly onChanged: () => void,
  ) {
    this.kick = jobs.onKick('gateways', (signal) => this.refresh(signal));
  }

  /** Routes may have changed. */
  suspect(): void {
    this.kick();
  }

  /** Lists the routes now. Answers whether the set differs. */
  async list(): Promise<boolean> {
    const begun = this.clock.now();
    const found = collect(await this.rtnetlink.dump('routes'), await this.nexthopLegs());
    this.notBefore = this.clock.now() + SHARE * (this.clock.now() - begun);
    if (isSameSet(found, this.gateways)) return false;
    this.gateways = found;
    return true;
  }

  private async refresh(signal: AbortSignal): Promise<void> {
    await this.pause(signal);
    if (!signal.aborted && (await this.list())) this.onChanged();
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
): RouteGateway[] {
  const gateways = new Map<string, RouteGateway>();
  for (const route of routes) {
    if (route.type !== 'unicast' || route.isCloned) continue;
    const legs = route.legs.length > 0 ? route.legs : (nexthops.get(route.nexthopId ?? 0) ?? []);
    for (const { ifindex, via } of legs) {
      if (ifindex !== undefined && via !== undefined)
        add(gateways, ifindex, via, route.prefix.length === 0);
    }
  }
  return [...gateways.values()];
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

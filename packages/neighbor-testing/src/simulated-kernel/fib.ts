import {
  addressFamily,
  type AddressFamily,
  formatPrefix,
  type IfIndex,
  type IpAddress,
  prefixContains,
} from '@kith/net-types';
import type { RouteMessage } from '@kith/rtnetlink';

/** The main routing table, as it was written: whether a leg is usable is the devices' affair. */
export class Fib {
  private readonly byKey = new Map<string, RouteMessage>();
  private inOrder: readonly RouteMessage[] | undefined;
  /** The routes that cover an address, best first. */
  private readonly covering = new Map<IpAddress, readonly RouteMessage[]>();

  /** The longest prefix first, then the lowest priority. */
  get routes(): readonly RouteMessage[] {
    return (this.inOrder ??= [...this.byKey.values()].sort(
      (a, b) => b.prefix.length - a.prefix.length || a.priority - b.priority,
    ));
  }

  /** Replaces the route of this prefix and priority. */
  set(route: RouteMessage): void {
    this.byKey.set(keyOf(route), route);
    this.changed();
  }

  /** @returns whether there was one of this prefix and priority */
  delete(route: Pick<RouteMessage, 'prefix' | 'priority'>): boolean {
    const isGone = this.byKey.delete(keyOf(route));
    this.changed();
    return isGone;
  }

  /** Removes the routes of a family that `isDead`; gives them. */
  deleteDead(
    family: AddressFamily,
    isDead: (route: RouteMessage) => boolean,
  ): readonly RouteMessage[] {
    const dead = this.routes.filter((route) => route.family === family && isDead(route));
    for (const route of dead) this.delete(route);
    return dead;
  }

  /** The best route to an address: over this device, where one is given, and one that can be used. */
  lookup(
    address: IpAddress,
    oif: IfIndex | undefined,
    isAlive: (ifindex: IfIndex) => boolean,
  ): RouteMessage | undefined {
    return this.routesTo(address).find(
      ({ type, legs }) =>
        type !== 'unicast' ||
        legs.some(
          ({ ifindex }) =>
            ifindex !== undefined && isAlive(ifindex) && (oif ?? ifindex) === ifindex,
        ),
    );
  }

  private routesTo(address: IpAddress): readonly RouteMessage[] {
    let covering = this.covering.get(address);
    if (!covering) {
      const family = addressFamily(address);
      covering = this.routes.filter(
        (route) => route.family === family && prefixContains(route.prefix, address),
      );
      this.covering.set(address, covering);
    }
    return covering;
  }

  private changed(): void {
    this.inOrder = undefined;
    this.covering.clear();
  }
}

function keyOf({ prefix, priority }: Pick<RouteMessage, 'prefix' | 'priority'>): string {
  return `${formatPrefix(prefix)} ${priority}`;
}

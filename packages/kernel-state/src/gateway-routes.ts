import {
  addressFamily,
  type IpAddress,
  neighborKey,
  type NextHop,
  type Prefix,
  prefixOf,
} from '@kith/net-types';

const NONE: readonly never[] = [];

/** The gateways of all routes of one prefix. The same object wherever they are the same: tables have many routes and few gateways. */
interface Gateways {
  readonly key: string;
  readonly hops: readonly NextHop[];
}

/** Routes of one table, family and length. */
interface Level {
  readonly length: number;
  readonly networks: Map<IpAddress, Gateways>;
}

/** Which gateways lead to an address, by whatever route, preferred or not. One look-up per distinct prefix length. */
export class GatewayRoutes {
  private readonly levels = new Map<string, Level[]>();
  private readonly shared = new Map<string, Gateways>();

  /** @returns whether that changed what leads there */
  add(table: number, prefix: Prefix, hops: readonly NextHop[]): boolean {
    if (hops.length === 0) return false;
    const levels = this.levelsOf(table, prefix.address);
    let level = levels.find(({ length }) => length === prefix.length);
    if (!level) {
      level = { length: prefix.length, networks: new Map() };
      levels.push(level);
      levels.sort((a, b) => b.length - a.length);
    }
    const known = level.networks.get(prefix.address);
    const gateways = this.share([...(known?.hops ?? NONE), ...hops]);
    level.networks.set(prefix.address, gateways);
    return gateways !== known;
  }

  /** Each gateway once, those of longer prefixes first. */
  toward(address: IpAddress, table: number): readonly NextHop[] {
    const found = new Map<string, NextHop>();
    for (const { length, networks } of this.levels.get(levelKey(table, address)) ?? NONE) {
      for (const hop of networks.get(prefixOf(address, length).address)?.hops ?? NONE) {
        found.set(neighborKey(hop.ifindex, hop.address), hop);
      }
    }
    return found.size === 0 ? NONE : [...found.values()];
  }

  /** The prefixes, of any table, whose gateways are others than before. */
  changesSince(before: GatewayRoutes): readonly Prefix[] {
    return [...this.differing(before), ...before.differing(this, true)];
  }

  /** `isGone`: those that the other lacks, only. */
  private *differing(other: GatewayRoutes, isGone = false): Iterable<Prefix> {
    for (const [key, levels] of this.levels) {
      for (const { length, networks } of levels) {
        const others = other.levels.get(key)?.find((level) => level.length === length)?.networks;
        for (const [address, { key: gateways }] of networks) {
          const theirs = others?.get(address)?.key;
          if (isGone ? theirs === undefined : theirs !== gateways) yield { address, length };
        }
      }
    }
  }

  private levelsOf(table: number, address: IpAddress): Level[] {
    const key = levelKey(table, address);
    let levels = this.levels.get(key);
    if (!levels) this.levels.set(key, (levels = []));
    return levels;
  }

  private share(hops: readonly NextHop[]): Gateways {
    const byKey = new Map(hops.map((hop) => [neighborKey(hop.ifindex, hop.address), hop]));
    const key = [...byKey.keys()].sort().join();
    let gateways = this.shared.get(key);
    if (!gateways) this.shared.set(key, (gateways = { key, hops: [...byKey.values()] }));
    return gateways;
  }
}

function levelKey(table: number, address: IpAddress): string {
  return `${table}/${addressFamily(address)}`;
}

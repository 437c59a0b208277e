import type { NextHopAnswer, NextHopQuery } from '@kith/neighbor-api';
import { nextHops, skipped } from '@kith/neighbor-testing';
import {
  type IfIndex,
  ipAddress,
  type NextHop,
  parsePrefix,
  prefixContains,
} from '@kith/net-types';

/** A leg of a route: on-link, or by a gateway. */
export interface Leg {
  readonly dev: IfIndex;
  readonly via?: string;
}

/** Routes by prefix (`10.1.0.0/16`); the longest answers, as the kernel's do. */
export class FakeFib {
  readonly routes = new Map<string, readonly Leg[]>();

  readonly answer = (query: NextHopQuery): NextHopAnswer => {
    const legs = this.longest(query);
    if (!legs) return skipped('unroutable');
    const devices = legs.map(({ dev }) => dev);
    const hops = legs
      .filter(({ dev }) => query.oif === undefined || dev === query.oif)
      .map(({ dev, via }): NextHop => ({
        ifindex: dev,
        address: via === undefined ? query.address : ipAddress(via),
      }));
    return hops.length > 0
      ? nextHops(hops, { devices, table: 254 })
      : skipped('other-device', { devices });
  };

  private longest({ address }: NextHopQuery): readonly Leg[] | undefined {
    let found: readonly Leg[] | undefined;
    let length = -1;
    for (const [text, legs] of this.routes) {
      const prefix = parsePrefix(text);
      if (!prefix || prefix.length <= length || !prefixContains(prefix, address)) continue;
      found = legs;
      length = prefix.length;
    }
    return found;
  }
}

import { type Counter, Metrics } from '@kith/agent-api';
import type { NextHopAnswer, NextHopQuery, NextHopResolver } from '@kith/neighbor-api';
import {
  type GetRouteRequest,
  type NexthopMessage,
  type RouteMessage,
  RtnetlinkClient,
  type RtResult,
} from '@kith/rtnetlink';
import { inject, injectable } from 'inversify';

import { readRefusal, RouteReading } from './read-answer.js';

/** The kernel decides next hops: RTM_GETROUTE with RTM_F_FIB_MATCH, one batch for all questions. */
@injectable()
export class FibResolver implements NextHopResolver {
  private readonly lookups: Counter;

  constructor(
    @inject(RtnetlinkClient) private readonly rtnetlink: RtnetlinkClient,
    @inject(Metrics) metrics: Metrics,
  ) {
    this.lookups = metrics.counter('next_hop_lookups_total', 'Routes asked of the kernel');
  }

  async resolve(queries: readonly NextHopQuery[]): Promise<readonly NextHopAnswer[]> {
    if (queries.length === 0) return [];
    this.lookups.add(queries.length);
    const results = await this.rtnetlink.request(queries.map(toRequest));
    const nexthops = await this.nexthopsOf(results);
    const readings = new Map<RouteMessage, RouteReading>();
    return queries.map((query, i) => {
      const result = results[i];
      const route = result && routeOf(result);
      if (!route) return withoutRoute(query, result);
      // rtnetlink answers with one object for all that lie under one route
      let reading = readings.get(route);
      if (!reading) readings.set(route, (reading = new RouteReading(route, nexthops)));
      return reading.answer(query);
    });
  }

  /** The nexthop objects that the routes name, and the members of groups among them. */
  private async nexthopsOf(results: readonly RtResult[]): Promise<Nexthops> {
    const found = new Map<number, NexthopMessage>();
    let wanted = new Set<number>();
    for (const result of results) {
      const id = routeOf(result)?.nexthopId;
      if (id !== undefined) wanted.add(id);
    }
    while (wanted.size > 0) {
      const objects = await this.rtnetlink.request(
        [...wanted].map((id) => ({ type: 'get-nexthop', id })),
      );
      wanted = new Set();
      for (const object of objects) {
        if (!object.ok || object.answer?.kind !== 'nexthop') continue; // gone meanwhile: a route change follows
        found.set(object.answer.id, object.answer);
        for (const member of object.answer.members) if (!found.has(member)) wanted.add(member);
      }
    }
    return found;
  }
}

type Nexthops = ReadonlyMap<number, NexthopMessage>;

function toRequest({ address, oif, lookup }: NextHopQuery): GetRouteRequest {
  if (lookup) return { type: 'get-route', address, ...(oif !== undefined && { oif }), ...lookup };
  return oif === undefined ? { type: 'get-route', address } : { type: 'get-route', address, oif };
}

function routeOf(result: RtResult): RouteMessage | undefined {
  return result.ok && result.answer?.kind === 'route' ? result.answer : undefined;
}

function withoutRoute(query: NextHopQuery, result: RtResult | undefined): NextHopAnswer {
  const devices = query.oif === undefined ? [] : [query.oif];
  if (!result || result.ok) {
    const detail = 'the kernel answered with something that is no route';
    return { kind: 'skipped', reason: 'error', detail, basis: { devices, nexthopIds: [] } };
  }
  return readRefusal(result.error, devices);
}

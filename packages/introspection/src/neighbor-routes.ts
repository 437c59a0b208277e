import {
  type AdminRequest,
  type AdminRoute,
  AdminRoutes,
  Clock,
  HealthReport,
  Readiness,
} from '@kith/agent-api';
import { KernelCapabilities, NeighborView } from '@kith/neighbor-api';
import { inject, injectable } from 'inversify';

import { neighborDocument, type StatusDocument } from './documents.js';
import { eventStream } from './event-stream.js';
import { explainQuery } from './explain-query.js';
import { snapshotStream } from './snapshot-stream.js';

/** What can be asked about neighbors on the admin API. Reads, never changes anything. */
@injectable()
export class NeighborRoutes implements AdminRoutes {
  readonly id = 'introspection';
  readonly routes: readonly AdminRoute[] = [
    this.watchable('/v1/status', () => this.status()),
    this.watchable('/v1/devices', () => ({ devices: this.view.devices() })),
    this.watchable('/v1/targets', () => ({ targets: this.view.targets() })),
    this.watchable('/v1/neighbors', () => ({
      neighbors: this.view.neighbors().map(neighborDocument),
    })),
    { method: 'GET', path: '/v1/explain', handle: ({ query }) => this.explain(query) },
    { method: 'GET', path: '/v1/events', handle: (request) => this.events(request) },
  ];
  private readonly startedAt: string;

  constructor(
    @inject(NeighborView) private readonly view: NeighborView,
    @inject(KernelCapabilities) private readonly capabilities: KernelCapabilities,
    @inject(HealthReport) private readonly health: HealthReport,
    @inject(Readiness) private readonly readiness: Readiness,
    @inject(Clock) private readonly clock: Clock,
  ) {
    this.startedAt = clock.wallTime().toISOString();
  }

  /** A document; with `?watch=1` a stream of it, anew after each change. */
  private watchable(path: string, read: () => unknown): AdminRoute {
    return {
      method: 'GET',
      path,
      handle: ({ query, signal }) =>
        isWatching(query) ? snapshotStream(this.view, this.clock, read, signal) : read(),
    };
  }

  private status(): StatusDocument {
    const missing = this.readiness.missing();
    return {
      isReady: missing.length === 0,
      missing,
      startedAt: this.startedAt,
      discovery: this.view.summary(),
      capabilities: this.capabilities.list(),
      devices: this.view.devices(),
      health: this.health
        .entries()
        .map((entry) => ({ ...entry, since: entry.since.toISOString() }))
        .sort((a, b) => Number(a.level === 'ok') - Number(b.level === 'ok')),
    };
  }

  private explain(query: URLSearchParams): unknown {
    const { address, lookup } = explainQuery(query, this.view.devices());
    return this.view.explain(address, lookup);
  }

  /** Past events; with `?watch=1` a stream of these and of those to come. */
  private events({ query, signal }: AdminRequest): unknown {
    return isWatching(query)
      ? eventStream(this.view, this.clock, signal)
      : { events: this.view.recentEvents() };
  }
}

function isWatching(query: URLSearchParams): boolean {
  return query.get('watch') === '1';
}

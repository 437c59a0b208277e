import type {
  Capability,
  DeviceReport,
  DiscoverySummary,
  NeighborReport,
} from '@kith/neighbor-api';

/** `GET /v1/status`: is it well, and if not, what is missing. */
export interface StatusDocument {
  readonly isReady: boolean;
  /** Why it is not ready; empty when it is. */
  readonly missing: readonly { readonly gate: string; readonly reason: string }[];
  /** When the agent started; ISO 8601. */
  readonly startedAt: string;
  readonly discovery: DiscoverySummary;
  readonly capabilities: readonly Capability[];
  readonly devices: readonly DeviceReport[];
  /** Degraded scopes first. */
  readonly health: readonly HealthDocument[];
}

export interface HealthDocument {
  readonly scope: string;
  readonly level: 'ok' | 'degraded';
  readonly message?: string;
  /** ISO 8601. */
  readonly since: string;
}

/** One row of `GET /v1/neighbors`: these fields, in this order, are what users were promised. */
export type NeighborDocument = Omit<NeighborReport, 'protocol' | 'class' | 'repairs'>;

export function neighborDocument(report: NeighborReport): NeighborDocument {
  const { device, ifindex, address, lladdr, state, flags, strategy, status } = report;
  return {
    device,
    ifindex,
    address,
    ...(lladdr === undefined ? {} : { lladdr }),
    state,
    flags,
    strategy,
    status,
    targets: report.targets,
    since: report.since,
    ...(report.error === undefined ? {} : { error: report.error }),
  };
}

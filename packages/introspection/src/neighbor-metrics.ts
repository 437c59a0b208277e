import { type Lifecycle, Metrics } from '@kith/agent-api';
import { NeighborView } from '@kith/neighbor-api';
import { inject, injectable } from 'inversify';

/** The state of discovery as gauges; each is read when somebody scrapes, so they cost nothing in between. */
@injectable()
export class NeighborMetrics implements Lifecycle {
  constructor(@inject(Metrics) metrics: Metrics, @inject(NeighborView) view: NeighborView) {
    metrics.gauge('neighbors', 'Desired neighbors, by status.', 'status', () =>
      Object.entries(view.summary().neighbors),
    );
    metrics.gauge('targets', 'Targets that sources want resolved.', () => view.summary().targets);
    metrics.gauge(
      'refused_targets',
      'Targets that were refused: not an address, multicast, over maxTargets.',
      () => view.summary().refusedTargets,
    );
    metrics.gauge(
      'held_back_neighbors',
      'Entries of ours that nobody wants, kept until every source is synced.',
      () => view.summary().heldBack,
    );
    metrics.gauge('source_synced', 'Whether a source has listed all it has.', 'source', () =>
      view.summary().sources.map(({ id, isSynced }) => [id, Number(isSynced)] as const),
    );
    metrics.gauge('device_neighbors', 'Desired neighbors of a selected device.', 'device', () =>
      view
        .devices()
        .filter(({ isSelected }) => isSelected)
        .map(({ device, neighbors }) => [device, neighbors] as const),
    );
  }

  async start(): Promise<void> {
    // nothing runs: the gauges are read on demand
  }

  async stop(): Promise<void> {
    // nothing to release
  }
}

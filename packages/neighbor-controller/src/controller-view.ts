import { type Cancel, Config } from '@kith/agent-api';
import {
  type AppliedWrite,
  type DeviceReport,
  type DiscoverySummary,
  type Explanation,
  KernelState,
  type Lookup,
  type NeighborEvent,
  type NeighborReport,
  type NeighborStatus,
  type NeighborView,
  NeighborWriter,
  NextHopResolver,
  type PendingWrite,
  type TargetReport,
} from '@kith/neighbor-api';
import type { IpAddress } from '@kith/net-types';
import { inject, injectable, named } from 'inversify';

import type { DesiredNeighbor } from './desired-neighbors.js';
import { explain } from './explain.js';
import type { NeighborControllerConfig } from './neighbor-controller.config.js';
import { NeighborController } from './neighbor-controller.js';
import { Reports } from './reports.js';

/** What the controller knows, read-only. */
@injectable()
export class ControllerView implements NeighborView {
  private readonly reports: Reports;

  constructor(
    @inject(Config)
    @named('neighbor-controller')
    private readonly config: Config<NeighborControllerConfig>,
    @inject(NeighborController) private readonly controller: NeighborController,
    @inject(KernelState) private readonly state: KernelState,
    @inject(NeighborWriter) private readonly writer: NeighborWriter,
    @inject(NextHopResolver) private readonly resolver: NextHopResolver,
  ) {
    this.reports = new Reports(controller, state, writer);
  }

  summary(): DiscoverySummary {
    const { registry, selection, strategy, desired } = this.controller;
    const byStatus: Record<NeighborStatus, number> = {
      ...{ pending: 0, resolving: 0, resolved: 0, unresolved: 0, parked: 0, foreign: 0, error: 0 },
    };
    for (const neighbor of desired.byKey.values()) byStatus[neighbor.status]++;
    return {
      isDiscoveryOn: this.config.current.discovery,
      strategy: strategy.id,
      strategyReason: strategy.reason,
      mark: this.writer.mark,
      families: this.config.current.families,
      ...(selection.directRoutingDevice !== undefined && {
        directRoutingDevice: selection.directRoutingDevice,
      }),
      sources: [...registry.sources.values()].map(({ id, isSynced, owners }) => ({
        id,
        isSynced,
        owners: owners.size,
      })),
      targets: registry.targets.size,
      refusedTargets: registry.refused.length,
      neighbors: byStatus,
      heldBack: this.reports.heldBack(),
    };
  }

  neighbors(): readonly NeighborReport[] {
    return this.reports.neighbors();
  }

  targets(): readonly TargetReport[] {
    return this.reports.targets();
  }

  devices(): readonly DeviceReport[] {
    return this.reports.devices();
  }

  pending(): readonly PendingWrite[] {
    const { desired, reconciler, selection, takeovers, takeoverPolicy } = this.controller;
    const keys = new Set([...desired.byKey.keys(), ...this.state.neighbors.keys()]);
    const planned = reconciler.plan(keys, this.controller.round()).flatMap(({ plan, neighbor }) =>
      plan.writes.map((write) => ({
        write,
        reason: this.reasonFor(write, neighbor),
      })),
    );
    const questions = takeovers.questions(keys, takeoverPolicy).map((write) => ({
      write,
      reason: 'it is to be taken over if it answers',
    }));
    return [...planned, ...questions].map((one) => ({
      ...one,
      device: selection.nameOf(one.write.ifindex),
    }));
  }

  private reasonFor({ kind }: AppliedWrite, neighbor: DesiredNeighbor | undefined): string {
    if (!this.config.current.discovery) return 'it carries our mark, and discovery is off';
    if (neighbor && kind === 'set') return this.reports.wantedBy(neighbor);
    return 'it carries our mark and nobody wants it';
  }

  explain(address: IpAddress, lookup?: Lookup): Promise<Explanation> {
    return explain(address, lookup, {
      controller: this.controller,
      reports: this.reports,
      resolver: this.resolver,
    });
  }

  recentEvents(): readonly NeighborEvent[] {
    return this.controller.events.recent();
  }

  onEvent(listener: (event: NeighborEvent) => void): Cancel {
    return this.controller.events.onEvent(listener);
  }

  onChange(listener: () => void): Cancel {
    return this.controller.onViewChange(listener);
  }
}

import {
  type DeviceReport,
  type ExplainedEntry,
  isOurs,
  type KernelState,
  type NeighborReport,
  type NeighborWriter,
  type TargetReport,
} from '@kith/neighbor-api';
import { type IpAddress, type Neighbor, neighborKey, type NextHop } from '@kith/net-types';

import type { DesiredNeighbor } from './desired-neighbors.js';
import { entryOwner } from './entry-owner.js';
import { bestClass, neighborClass } from './neighbor-class.js';
import type { NeighborController } from './neighbor-controller.js';
import type { Target } from './target-registry.js';

/** The controller's state in the words of the contract. */
export class Reports {
  constructor(
    private readonly controller: Pick<
      NeighborController,
      'desired' | 'routes' | 'registry' | 'selection' | 'strategy'
    >,
    private readonly state: KernelState,
    private readonly writer: NeighborWriter,
  ) {}

  neighbors(): NeighborReport[] {
    return [...this.controller.desired.byKey.values()]
      .sort((a, b) => a.ifindex - b.ifindex || (a.address < b.address ? -1 : 1))
      .map((neighbor) => this.neighbor(neighbor));
  }

  neighbor(neighbor: DesiredNeighbor): NeighborReport {
    const observed = this.state.neighbors.get(neighbor.key);
    const targets = this.targetsOf(neighbor);
    return {
      device: this.controller.selection.nameOf(neighbor.ifindex),
      ifindex: neighbor.ifindex,
      address: neighbor.address,
      ...(observed?.lladdr !== undefined && { lladdr: observed.lladdr }),
      state: observed?.state ?? 'NONE',
      flags: observed ? flags(observed) : [],
      protocol: observed?.protocol ?? 0,
      strategy: this.controller.strategy.id,
      status: neighbor.status,
      class: neighborClass(neighbor, this.controller.registry.targets),
      targets: targets.map(({ address, owners }) => ({
        address,
        owners: owners.map(({ id }) => id),
      })),
      since: new Date(neighbor.since).toISOString(),
      ...(neighbor.error !== undefined && { error: neighbor.error }),
      repairs: neighbor.repairs,
    };
  }

  targets(): TargetReport[] {
    const { registry } = this.controller;
    return [
      ...[...registry.targets.values()].map((target) => this.target(target)),
      ...registry.refused.map(({ owner, address, reason }) => ({
        address,
        owners: [owner],
        class:
          registry.sources.get(owner.slice(0, owner.indexOf('/')))?.class ?? ('other' as const),
        nextHops: [],
        skipped: `refused: ${reason}`,
      })),
    ];
  }

  target(target: Target): TargetReport {
    const routes = this.controller.routes.routes.get(target.key);
    const skipped = routes ? routes.skipped : 'its routes were not asked yet';
    return {
      address: target.address,
      ...(target.ifindex !== undefined && {
        device: this.controller.selection.nameOf(target.ifindex),
      }),
      owners: target.owners.map(({ id }) => id),
      class: bestClass(target.owners.map((owner) => owner.class)),
      nextHops: (routes?.hops ?? []).map((hop, i) => ({
        ...this.nextHop(hop),
        ...(i >= (routes?.active ?? 0) && { standby: true as const }),
      })),
      ...(skipped !== undefined && { skipped }),
    };
  }

  devices(): DeviceReport[] {
    const counts = new Map<number, number>();
    for (const { ifindex } of this.controller.desired.byKey.values()) {
      counts.set(ifindex, (counts.get(ifindex) ?? 0) + 1);
    }
    return [...this.controller.selection.devices.values()].map(({ link, isSelected, reason }) => ({
      device: link.name,
      ifindex: link.ifindex,
      isSelected,
      reason,
      neighbors: counts.get(link.ifindex) ?? 0,
    }));
  }

  /** Rows of the kernel's table for these addresses, whoever they belong to. */
  entries(addresses: ReadonlySet<IpAddress>): ExplainedEntry[] {
    return [...this.state.neighbors.values()]
      .filter((entry) => addresses.has(entry.address))
      .map((entry) => {
        const owner = entryOwner(entry, this.writer.mark);
        return {
          device: this.controller.selection.nameOf(entry.ifindex),
          address: entry.address,
          ...(entry.lladdr !== undefined && { lladdr: entry.lladdr }),
          state: entry.state,
          flags: flags(entry),
          protocol: entry.protocol,
          owner: owner === 'ours' ? 'kith' : owner === 'kernel' ? 'kernel' : 'foreign',
        };
      });
  }

  /** Entries with our mark that nobody wants and that are still there. */
  heldBack(): number {
    let count = 0;
    for (const [key, entry] of this.state.neighbors) {
      if (isOurs(entry, this.writer.mark) && !this.controller.desired.byKey.has(key)) count++;
    }
    return count;
  }

  /** `wanted by static/node2 (10.69.0.2)` */
  wantedBy(neighbor: DesiredNeighbor): string {
    const targets = this.targetsOf(neighbor);
    const [first] = targets;
    if (!first) return 'kept until its replacement is usable';
    const more = targets.length > 1 ? ` and ${targets.length - 1} more` : '';
    return `wanted by ${first.owners.map(({ id }) => id).join(', ')} (${first.address})${more}`;
  }

  private nextHop(hop: NextHop): TargetReport['nextHops'][number] {
    return {
      device: this.controller.selection.nameOf(hop.ifindex),
      address: hop.address,
      status:
        this.controller.desired.byKey.get(neighborKey(hop.ifindex, hop.address))?.status ??
        'pending',
    };
  }

  private targetsOf(neighbor: DesiredNeighbor): Target[] {
    return [...neighbor.targets].flatMap((key) => this.controller.registry.targets.get(key) ?? []);
  }
}

function flags(entry: Neighbor): ('managed' | 'extern_learn' | 'router')[] {
  return [
    ...(entry.isManaged ? (['managed'] as const) : []),
    ...(entry.isExtLearned ? (['extern_learn'] as const) : []),
    ...(entry.isRouter ? (['router'] as const) : []),
  ];
}

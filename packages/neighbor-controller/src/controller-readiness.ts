import type { Readiness, ReadinessGate } from '@kith/agent-api';
import type { KernelState } from '@kith/neighbor-api';
import type { NeighborKey } from '@kith/net-types';

import type { DesiredNeighbors } from './desired-neighbors.js';
import { isUntried } from './parking.js';
import type { TargetRegistry } from './target-registry.js';

/** What `readyz` waits for: that every source's targets were looked at, and that what was found parked was asked. */
export class ControllerReadiness {
  private targets: ReadinessGate | undefined;
  /** One of its own: a rehearsal asks nobody. */
  private parked: ReadinessGate | undefined;
  /** What an agent before us parked, until it was asked. */
  private readonly untried = new Set<NeighborKey>();

  constructor(
    private readonly readiness: Readiness,
    private readonly state: Pick<KernelState, 'links'>,
    private readonly desired: Pick<DesiredNeighbors, 'byKey'>,
    private readonly registry: Pick<TargetRegistry, 'sources'>,
  ) {}

  start(): void {
    this.targets = this.readiness.gate('neighbors', 'not every target was looked at yet');
    this.parked = this.readiness.gate('parked', '');
    this.parked.open();
  }

  stop(): void {
    for (const gate of [this.targets, this.parked]) gate?.remove();
    this.targets = this.parked = undefined;
  }

  foundParked(key: NeighborKey): void {
    this.untried.add(key);
  }

  /** All that was marked was looked at. */
  report(): void {
    const unsynced = [...this.registry.sources.values()].filter(({ isSynced }) => !isSynced);
    if (unsynced.length > 0) {
      this.targets?.close(`not synced yet: ${unsynced.map(({ id }) => `source ${id}`).join(', ')}`);
      return;
    }
    const untried = this.countUntried();
    if (untried === 0) this.parked?.open();
    else this.parked?.close(`not asked yet: what an agent before us parked (${untried})`);
    this.targets?.open();
  }

  /** Without carrier nobody can be asked. */
  private countUntried(): number {
    let count = 0;
    for (const key of this.untried) {
      const neighbor = this.desired.byKey.get(key);
      if (!neighbor || !isUntried(neighbor)) this.untried.delete(key);
      else if (this.state.links.get(neighbor.ifindex)?.hasCarrier) count++;
    }
    return count;
  }
}

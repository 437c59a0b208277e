import {
  isOurs,
  type NeighborPlan,
  type NeighborStrategy,
  type NeighborWrite,
  type PlanItem,
} from '@kith/neighbor-api';

/**
 * Makes each entry ours and managed with one write, deletes what has to go, and keeps what it was asked.
 * Solicits what failed, and whatever else has a turn where it needs turns.
 */
export class FakeStrategy implements NeighborStrategy {
  readonly description = 'a strategy for specs';
  readonly planned: PlanItem[] = [];

  constructor(
    readonly id = 'managed',
    readonly requires: NeighborStrategy['requires'] = ['managed'],
    readonly needsRefresh = false,
    readonly followsAging = false,
  ) {}

  plan(items: readonly PlanItem[]): readonly NeighborPlan[] {
    this.planned.push(...items);
    return items.map((item) => ({ writes: writesFor(item, this.needsRefresh) }));
  }
}

function writesFor(item: PlanItem, needsRefresh: boolean): NeighborWrite[] {
  const { ifindex, address, isDesired, observed, cause } = item;
  if (!isDesired) return [{ kind: 'delete', ifindex, address }];
  const isAsItShould = observed?.isManaged && isOurs(observed, 75);
  const isToSolicit = cause === 'solicit' && (needsRefresh || observed?.state === 'FAILED');
  if (isAsItShould && !isToSolicit) return [];
  const isRouter = observed?.isRouter ?? false;
  return [{ kind: 'set', ifindex, address, isManaged: true, state: 'NONE', isRouter, use: false }];
}

import {
  isOurs,
  type NeighborPlan,
  type NeighborStrategy,
  type NeighborWrite,
  type PlanItem,
} from '@kith/neighbor-api';

/** Makes each entry ours and managed with one write, deletes what has to go, and keeps what it was asked. */
export class FakeStrategy implements NeighborStrategy {
  readonly description = 'a strategy for specs';
  readonly planned: PlanItem[] = [];

  constructor(
    readonly id = 'managed',
    readonly requires: NeighborStrategy['requires'] = ['managed'],
    readonly needsRefresh = false,
  ) {}

  plan(items: readonly PlanItem[]): readonly NeighborPlan[] {
    this.planned.push(...items);
    return items.map((item) => ({ writes: writesFor(item) }));
  }
}

function writesFor({ ifindex, address, isDesired, observed, cause }: PlanItem): NeighborWrite[] {
  if (!isDesired) return [{ kind: 'delete', ifindex, address }];
  const isAsItShould = observed?.isManaged && isOurs(observed, 75);
  if (isAsItShould && !(cause === 'solicit' && observed.state === 'FAILED')) return [];
  const isRouter = observed?.isRouter ?? false;
  return [{ kind: 'set', ifindex, address, isManaged: true, state: 'NONE', isRouter, use: false }];
}

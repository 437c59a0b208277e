import type { Clock } from '@kith/agent-api';
import type { TargetClass } from '@kith/neighbor-api';
import type { NeighborKey } from '@kith/net-types';

import { Lane } from './lane.js';
import type { RefreshControllerConfig } from './refresh-controller.config.js';

/** `refresh`: it has a MAC, to be confirmed; `probe`: it does not answer. */
export type TurnKind = 'refresh' | 'probe';

/** Few neighbors need not wait for each other: so many a second are nothing to any device. */
const LEAST_RATE = 10;
/** The kernel asks this often before it gives up (`mcast_solicit`). */
const FRAMES_PER_PROBE = 3;

/**
 * The neighbors of one device and the pace of their turns. However many turns come at once, as after a carrier
 * flap, they go on at the rate at which each has one an interval: so they are spread over it from then on.
 */
export class DeviceTurns {
  private readonly counts: Record<TargetClass, number> = { gateway: 0, node: 0, other: 0 };
  private readonly lanes: Readonly<Record<TurnKind, Lane>>;

  constructor(clock: Clock, tick: number) {
    this.lanes = { refresh: new Lane(clock, tick), probe: new Lane(clock, tick) };
  }

  get isEmpty(): boolean {
    return this.waiting === 0 && Object.values(this.counts).every((count) => count === 0);
  }

  get waiting(): number {
    return this.lanes.refresh.size + this.lanes.probe.size;
  }

  join(targetClass: TargetClass): void {
    this.counts[targetClass]++;
  }

  leave(targetClass: TargetClass): void {
    this.counts[targetClass]--;
  }

  /** Its turn has come. */
  add(key: NeighborKey, targetClass: TargetClass, kind: TurnKind): void {
    this.lanes[kind].add(key, targetClass);
  }

  /** Its turn is over, or was not needed. */
  delete(key: NeighborKey): void {
    this.lanes.refresh.delete(key);
    this.lanes.probe.delete(key);
  }

  /** Those that the budget lets through now. */
  take(kind: TurnKind, config: RefreshControllerConfig): readonly NeighborKey[] {
    const rate =
      kind === 'probe'
        ? config.broadcastsPerSecond / FRAMES_PER_PROBE
        : Math.min(config.framesPerSecond, Math.max(LEAST_RATE, this.demand(config)));
    return this.lanes[kind].take(rate);
  }

  /** Turns a second if each neighbor has one an interval. */
  private demand(config: RefreshControllerConfig): number {
    let demand = 0;
    for (const [targetClass, count] of Object.entries(this.counts)) {
      const interval = intervalOf(targetClass as TargetClass, config);
      if (interval > 0) demand += (count * 1000) / interval;
    }
    return demand;
  }
}

/** Together with the kernel's three probes, 1 s apart, less than 5 s. */
const FAST_MS = 1500;

/** Milliseconds between two turns of a neighbor of this class; 0 = it has none. */
export function intervalOf(
  targetClass: TargetClass,
  { profile, period, intervals }: RefreshControllerConfig,
): number {
  if (profile === 'fast') return FAST_MS;
  return period === 0 ? 0 : (intervals[targetClass] ?? period);
}

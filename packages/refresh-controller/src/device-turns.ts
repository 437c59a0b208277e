import type { Clock } from '@kith/agent-api';
import type { TargetClass } from '@kith/neighbor-api';
import type { NeighborKey } from '@kith/net-types';

import { Lane } from './lane.js';
import type { RefreshControllerConfig } from './refresh-controller.config.js';

/** `refresh`: it has a MAC, to be confirmed; `probe`: it does not answer. */
export type TurnKind = 'refresh' | 'probe';

const CLASSES: readonly TargetClass[] = ['gateway', 'node', 'other'];
/** Milliseconds: how often turns are looked at, at most. */
export const SHORTEST_TICK_MS = 100;
/** Of an interval, how late a turn may be: a look at those that come costs most by itself, and they are to be spread evenly. */
const LATENESS = 1 / 120;
/** Few neighbors need not wait for each other: so many a second are nothing to any device. */
const LEAST_RATE = 10;
/** The kernel asks this often before it gives up (`mcast_solicit`). */
const FRAMES_PER_PROBE = 3;
/** Refreshes that go at once, at most: a look at them costs most by itself, and so many are no burst to any device. */
const AT_ONCE = 200;

/**
 * The neighbors of one device and the pace of their turns. However many turns come at once, as after a carrier
 * flap, they go on at the rate at which each has one an interval: so they are spread over it from then on.
 */
export class DeviceTurns {
  private readonly counts: Record<TargetClass, number> = { gateway: 0, node: 0, other: 0 };
  private readonly lanes: Readonly<Record<TurnKind, Lane>>;

  constructor(clock: Clock) {
    this.lanes = { refresh: new Lane(clock), probe: new Lane(clock) };
  }

  get isEmpty(): boolean {
    return this.waiting === 0 && this.classes.length === 0;
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
    return kind === 'probe'
      ? this.lanes.probe.take(config.broadcastsPerSecond / FRAMES_PER_PROBE, SHORTEST_TICK_MS)
      : this.lanes.refresh.take(this.refreshRate(config), this.refreshTick(config));
  }

  /** Milliseconds until those that wait are to be looked at again; Infinity where none do. */
  nextTick(config: RefreshControllerConfig): number {
    if (this.lanes.probe.size > 0) return SHORTEST_TICK_MS;
    return this.lanes.refresh.size > 0 ? this.refreshTick(config) : Infinity;
  }

  private refreshTick(config: RefreshControllerConfig): number {
    const rate = this.refreshRate(config);
    if (rate <= LEAST_RATE) return SHORTEST_TICK_MS;
    const tick = (AT_ONCE * 1000) / rate;
    const intervals = this.classes
      .map((targetClass) => intervalOf(targetClass, config))
      // those without turns are not late
      .filter((interval) => interval > 0);
    return Math.max(SHORTEST_TICK_MS, Math.min(tick, ...intervals.map(latenessOf)));
  }

  private refreshRate(config: RefreshControllerConfig): number {
    return Math.min(config.framesPerSecond, Math.max(LEAST_RATE, this.demand(config)));
  }

  /** Turns a second if each neighbor has one an interval. */
  private demand(config: RefreshControllerConfig): number {
    let demand = 0;
    for (const targetClass of this.classes) {
      const interval = intervalOf(targetClass, config);
      if (interval > 0) demand += (this.counts[targetClass] * 1000) / interval;
    }
    return demand;
  }

  /** Of which it has neighbors. */
  private get classes(): readonly TargetClass[] {
    return CLASSES.filter((targetClass) => this.counts[targetClass] > 0);
  }
}

/** How late a turn may be that comes once an interval, in milliseconds. */
export function latenessOf(interval: number): number {
  return Math.max(SHORTEST_TICK_MS, interval * LATENESS);
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

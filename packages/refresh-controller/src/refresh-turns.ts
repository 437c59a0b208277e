import {
  type Cancel,
  Clock,
  Config,
  type LabeledCounter,
  type Lifecycle,
  Metrics,
} from '@kith/agent-api';
import {
  type KernelChange,
  KernelState,
  type RefreshController,
  type RefreshWish,
  type TargetClass,
} from '@kith/neighbor-api';
import {
  type IfIndex,
  type NeighborKey,
  neighborKey,
  type NudState,
  parseNeighborKey,
} from '@kith/net-types';
import { inject, injectable, named } from 'inversify';

import { Crowds } from './crowds.js';
import {
  DeviceTurns,
  intervalOf,
  latenessOf,
  SHORTEST_TICK_MS,
  type TurnKind,
} from './device-turns.js';
import type { RefreshControllerConfig } from './refresh-controller.config.js';
import { TurnWheel } from './turn-wheel.js';

const ID = 'refresh-controller';
/** As soon as the kernel asks again for a managed entry that failed. */
const RETRY_MS = 5000;
const KINDS: readonly TurnKind[] = ['refresh', 'probe'];
const ALL_KINDS = [...KINDS, 'spread'] as const;

/** A neighbor that has turns. */
interface Turns {
  readonly mode: RefreshWish['mode'];
  readonly class: TargetClass;
  readonly device: DeviceTurns;
  readonly ifindex: IfIndex;
  /** When the last was; `-Infinity` before the first. */
  last: number;
  /** Parked: how often the pause was doubled, and when it is over. */
  probes: number;
  nextProbe: number;
}

/**
 * Follows the states of the neighbors that are to be kept fresh. What is REACHABLE, by traffic or by its last turn,
 * needs none; what goes STALE has its turn once its interval since the last is over, as what is PERMANENT has, and at
 * once where nobody knows when it was confirmed; what FAILED, a while later.
 * Turns that came wait for the budget of their device.
 */
@injectable()
export class RefreshTurns implements RefreshController, Lifecycle {
  private readonly neighbors = new Map<NeighborKey, Turns>();
  private readonly devices = new Map<IfIndex, DeviceTurns>();
  private readonly listeners = new Set<(keys: readonly NeighborKey[]) => void>();
  private readonly wheel: TurnWheel<NeighborKey>;
  private readonly crowds: Crowds;
  private readonly refreshes: LabeledCounter;
  private nextTick: Cancel | undefined;
  private cancels: readonly Cancel[] = [];

  constructor(
    @inject(Config) @named(ID) private readonly config: Config<RefreshControllerConfig>,
    @inject(Clock) private readonly clock: Clock,
    @inject(KernelState) private readonly state: KernelState,
    @inject(Metrics) metrics: Metrics,
  ) {
    this.wheel = new TurnWheel(clock, SHORTEST_TICK_MS, (keys) => this.turnsCame(keys));
    this.crowds = new Crowds(
      clock,
      () => config.current.framesPerSecond,
      (keys) => {
        this.refreshes.add('spread', keys.length);
        this.tell(keys);
      },
    );
    this.refreshes = metrics.counter(
      'neighbor_refreshes_total',
      'Turns of neighbors: a refresh of one with a MAC, a probe of one that does not answer, one of a crowd to spread it',
      'kind',
    );
    // shown from the start: that there was none is worth knowing too
    for (const kind of ALL_KINDS) this.refreshes.add(kind, 0);
    metrics.gauge('neighbor_refreshes_waiting', 'Turns that wait for the frame budget', () =>
      [...this.devices.values()].reduce((sum, { waiting }) => sum + waiting, this.crowds.waiting),
    );
  }

  get parkAfter(): number {
    return this.config.current.parking.after;
  }

  get confirmsAll(): boolean {
    return this.config.current.profile === 'fast';
  }

  start(): Promise<void> {
    this.cancels = [
      this.state.onChange((change) => this.kernelChanged(change)),
      this.config.onChange(() => this.scheduleAll()),
    ];
    return Promise.resolve();
  }

  stop(): Promise<void> {
    for (const cancel of this.cancels) cancel();
    this.cancels = [];
    this.nextTick?.();
    this.nextTick = undefined;
    this.wheel.clear();
    this.crowds.clear();
    this.neighbors.clear();
    this.devices.clear();
    return Promise.resolve();
  }

  set(wishes: readonly RefreshWish[]): void {
    for (const wish of wishes) {
      const known = this.neighbors.get(wish.key);
      if (known?.class === wish.class && known.mode === wish.mode) {
        // that we pinned it, or parked it anew, was no news
        const isPinned = this.state.neighbors.get(wish.key)?.state === 'PERMANENT';
        // it answered, and so it was pinned
        if (isPinned && known.last === -Infinity) known.last = this.clock.now();
        if (isPinned || wish.mode === 'parked') this.schedule(wish.key);
        continue;
      }
      this.forget([wish.key]);
      const { ifindex } = parseNeighborKey(wish.key);
      const device = this.deviceOf(ifindex);
      device.join(wish.class);
      const last = known?.last ?? -Infinity;
      const pause = wish.isUntried ? 0 : this.config.current.parking.min;
      const nextProbe = this.clock.now() + pause;
      const probes = wish.isUntried ? -1 : 0;
      this.neighbors.set(wish.key, { ...wish, device, ifindex, last, probes, nextProbe });
      this.schedule(wish.key);
    }
  }

  forget(keys: readonly NeighborKey[]): void {
    for (const key of keys) {
      const neighbor = this.neighbors.get(key);
      if (!neighbor) {
        // it may wait for a retry
        if (this.devices.size > 0) this.devices.get(parseNeighborKey(key).ifindex)?.delete(key);
        continue;
      }
      const { device, ifindex } = neighbor;
      this.neighbors.delete(key);
      this.wheel.delete(key);
      device.delete(key);
      device.leave(neighbor.class);
      if (device.isEmpty) this.devices.delete(ifindex);
    }
  }

  retry(wishes: readonly Pick<RefreshWish, 'key' | 'class'>[]): void {
    for (const { key, class: targetClass } of wishes) {
      this.deviceOf(parseNeighborKey(key).ifindex).add(key, targetClass, 'probe');
    }
    this.letThrough();
  }

  spread(keys: readonly NeighborKey[]): void {
    this.crowds.add(keys);
  }

  onDue(listener: (keys: readonly NeighborKey[]) => void): Cancel {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private deviceOf(ifindex: IfIndex): DeviceTurns {
    const device = this.devices.get(ifindex) ?? new DeviceTurns(this.clock);
    this.devices.set(ifindex, device);
    return device;
  }

  private kernelChanged({ isRelisted, neighbors }: KernelChange): void {
    if (isRelisted) return this.scheduleAll();
    for (const { previous, current } of neighbors) {
      const entry = current ?? previous;
      if (entry) this.schedule(neighborKey(entry.ifindex, entry.address));
    }
  }

  private scheduleAll(): void {
    for (const key of this.neighbors.keys()) this.schedule(key);
  }

  /** When its next turn is, from what the kernel shows now. */
  private schedule(key: NeighborKey): void {
    const neighbor = this.neighbors.get(key);
    if (!neighbor) return;
    this.wheel.delete(key);
    neighbor.device.delete(key);
    const interval = intervalOf(neighbor.class, this.config.current);
    const state = this.state.neighbors.get(key)?.state;
    const kind = turnKind(state, this.confirmsAll);
    if (neighbor.mode === 'parked') {
      if (kind === 'probe') this.wheel.set(key, neighbor.nextProbe);
      return;
    }
    if (interval === 0 || kind === undefined) return;
    const now = this.clock.now();
    if (kind === 'probe') this.wheel.set(key, now + RETRY_MS);
    else if (state === 'STALE' || state === 'REACHABLE' || state === 'PERMANENT')
      this.wheel.set(key, together(neighbor.last + interval, latenessOf(interval)));
    // the kernel is at it; should it tell nothing more
    else this.wheel.set(key, now + interval);
  }

  /** Twice as long each time; without a gateway many are out of reach, so one is never left for long. */
  private backOff(neighbor: Turns): number {
    const { min, max } = this.config.current.parking;
    return neighbor.class === 'gateway' ? min : Math.min(max, min * 2 ** ++neighbor.probes);
  }

  private turnsCame(keys: readonly NeighborKey[]): void {
    for (const key of keys) {
      const neighbor = this.neighbors.get(key);
      const kind = turnKind(this.state.neighbors.get(key)?.state, this.confirmsAll);
      if (neighbor && kind) neighbor.device.add(key, neighbor.class, kind);
    }
    this.letThrough();
  }

  /** Has the turns that the budgets allow now; what has to wait is looked at again a tick later. */
  private letThrough(): void {
    this.nextTick?.();
    this.nextTick = undefined;
    const due: NeighborKey[] = [];
    let wait = Infinity;
    for (const [ifindex, device] of this.devices) {
      for (const kind of KINDS) {
        const before = due.length;
        for (const key of device.take(kind, this.config.current)) {
          if (!this.needs(key, kind)) continue;
          this.hadTurn(key, kind);
          due.push(key);
        }
        if (due.length > before) this.refreshes.add(kind, due.length - before);
      }
      wait = Math.min(wait, device.nextTick(this.config.current));
      if (device.isEmpty) this.devices.delete(ifindex);
    }
    if (wait < Infinity) this.nextTick = this.clock.timer(wait, () => this.letThrough());
    if (due.length > 0) this.tell(due);
  }

  /** One that waited for a retry may have been found meanwhile. */
  private needs(key: NeighborKey, kind: TurnKind): boolean {
    return turnKind(this.state.neighbors.get(key)?.state, this.confirmsAll) === kind;
  }

  private tell(keys: readonly NeighborKey[]): void {
    for (const listener of this.listeners) listener(keys);
  }

  /** What comes of it is news of the kernel's, as a rule; if none comes, it has another turn. */
  private hadTurn(key: NeighborKey, kind: TurnKind): void {
    const neighbor = this.neighbors.get(key);
    if (!neighbor) return;
    const now = this.clock.now();
    neighbor.last = now;
    if (neighbor.mode === 'parked') {
      neighbor.nextProbe = now + this.backOff(neighbor);
      this.wheel.set(key, neighbor.nextProbe);
      return;
    }
    const interval = intervalOf(neighbor.class, this.config.current);
    this.wheel.set(key, now + (kind === 'probe' ? RETRY_MS : interval));
  }
}

/** The end of the time within which turns are had together. */
function together(at: number, lateness: number): number {
  // to the millisecond: a third of it must not make it late
  return Math.round(Math.ceil(at / lateness - 1e-6) * lateness);
}

/** What a turn is for; undefined for what needs none: an absent entry is the controller's to write. */
function turnKind(state: NudState | undefined, confirmsAll: boolean): TurnKind | undefined {
  switch (state) {
    case 'REACHABLE':
      return confirmsAll ? 'refresh' : undefined;
    case 'STALE':
    case 'DELAY':
    case 'PROBE':
    case 'PERMANENT':
      return 'refresh';
    case 'NONE':
    case 'INCOMPLETE':
    case 'FAILED':
      return 'probe';
    default:
      return undefined;
  }
}

import {
  type Cancel,
  Clock,
  Config,
  Health,
  JobGroup,
  type Kick,
  type Lifecycle,
  Logger,
  Metrics,
  Readiness,
} from '@kith/agent-api';
import {
  type KernelChange,
  KernelState,
  NeighborWriter,
  NextHopResolver,
  RefreshController,
} from '@kith/neighbor-api';
import {
  type IfIndex,
  isOnlyAging,
  type Neighbor,
  type NeighborKey,
  neighborKey,
} from '@kith/net-types';
import { inject, injectable, named } from 'inversify';

import { ControllerReadiness } from './controller-readiness.js';
import { Deadlines } from './deadlines.js';
import { DesiredNeighbors } from './desired-neighbors.js';
import { EventLog } from './event-log.js';
import { Fights } from './fights.js';
import { Flaps } from './flaps.js';
import type { NeighborControllerConfig } from './neighbor-controller.config.js';
import { Leavers } from './leavers.js';
import { MacMoves } from './mac-moves.js';
import { countRounds, isLeftParked, unpark } from './parking.js';
import { isLinkChangeRelevant } from './relevance.js';
import { Reconciler, type Round } from './reconciler.js';
import { reportHealth, reportMissing } from './report-health.js';
import { RouteBook } from './route-book.js';
import { Selection } from './selection.js';
import { selectionChange } from './selection-change.js';
import { StatusBoard } from './status-board.js';
import { StrategyChoice } from './strategy-choice.js';
import { type TakeoverPolicy, Takeovers } from './takeovers.js';
import { TargetRegistry } from './target-registry.js';
import { TurnWishes } from './turn-wishes.js';

const ID = 'neighbor-controller';

/**
 * The one decider: owns the state of every neighbor and is the only caller of `NeighborWriter.apply`.
 * Events only mark what has to be looked at again; one job then asks for routes, plans and writes, so
 * the first event acts at once and a storm becomes one more round.
 */
@injectable()
export class NeighborController implements Lifecycle {
  readonly routes: RouteBook;
  readonly desired: DesiredNeighbors;
  readonly events: EventLog;
  readonly reconciler: Reconciler;
  readonly takeovers: Takeovers;
  selection: Selection;

  private readonly dirty = new Set<NeighborKey>();
  private readonly solicit = new Set<NeighborKey>();
  private readonly retries: Deadlines<NeighborKey>;
  private readonly leavers: Leavers;
  private readonly fights: Fights;
  private readonly status: StatusBoard;
  private readonly moves: MacMoves;
  private readonly readiness: ControllerReadiness;
  private readonly turns: TurnWishes;
  private readonly viewListeners = new Set<() => void>();
  private cancels: Cancel[] = [];
  private kick: Kick = () => undefined;
  private hasStarted = false;
  private mayRemove = false;
  private isStopping: () => boolean = () => false;

  constructor(
    @inject(Config) @named(ID) private readonly config: Config<NeighborControllerConfig>,
    @inject(Clock) clock: Clock,
    @inject(Logger) @named(ID) private readonly logger: Logger,
    @inject(Health) @named(ID) private readonly health: Health,
    @inject(JobGroup) @named(ID) private readonly jobs: JobGroup,
    @inject(Readiness) readiness: Readiness,
    @inject(Metrics) metrics: Metrics,
    @inject(KernelState) private readonly state: KernelState,
    @inject(NextHopResolver) resolver: NextHopResolver,
    @inject(NeighborWriter) private readonly writer: NeighborWriter,
    @inject(TargetRegistry) readonly registry: TargetRegistry,
    @inject(StrategyChoice) readonly strategy: StrategyChoice,
    @inject(RefreshController) private readonly refresh: RefreshController,
  ) {
    this.routes = new RouteBook(resolver);
    this.desired = new DesiredNeighbors(clock);
    this.events = new EventLog(clock);
    this.readiness = new ControllerReadiness(readiness, state, this.desired, registry);
    this.turns = new TurnWishes(refresh, strategy, this.desired, registry);
    this.fights = new Fights(clock, health.scope('fights'));
    this.retries = new Deadlines(clock, (keys) => this.lookAgain(keys));
    this.leavers = new Leavers(
      this.desired,
      clock,
      ({ ifindex, address }) =>
        this.selection.isSelected(ifindex) && this.selection.whyNever(address) === undefined,
      (keys) => {
        this.retryOverLimit();
        this.lookAgain(keys);
      },
    );
    this.selection = new Selection(state, config.current);
    const nameOf = (ifindex: IfIndex): string => this.selection.nameOf(ifindex);
    const flaps = new Flaps(
      this.events,
      nameOf,
      clock,
      logger,
      metrics.counter('neighbor_flaps_total', 'Neighbors that failed and came back'),
    );
    this.status = new StatusBoard(writer, this.events, nameOf, clock, logger, flaps);
    this.moves = new MacMoves(this.events, nameOf, clock, logger, {
      moves: metrics.counter('neighbor_mac_changes_total', 'Neighbors found at another MAC'),
      duplicates: metrics.counter(
        'neighbor_duplicates_total',
        'Neighbors at which two MACs began to answer in turn',
      ),
    });
    this.takeovers = new Takeovers(state, writer, this.events, nameOf, logger, clock, (keys) =>
      this.lookAgain(keys),
    );
    this.reconciler = new Reconciler(
      state,
      writer,
      this.desired,
      this.retries,
      this.fights,
      this.takeovers,
      this.events,
      nameOf,
      logger,
      metrics.counter('neighbor_repairs_total', "Entries put back after somebody else's change"),
      clock,
    );
  }

  start(signal: AbortSignal): Promise<void> {
    this.isStopping = () => signal.aborted;
    this.strategy.choose(this.config.current);
    this.readiness.start();
    this.reselect();
    this.configureRegistry();
    this.kick = this.jobs.onKick('reconcile', () => this.reconcile());
    this.cancels = [
      this.state.onChange((change) => this.kernelChanged(change)),
      this.config.onChange(() => this.configChanged()),
      this.refresh.onDue((keys) => {
        for (const key of keys) this.solicit.add(key);
        this.lookAgain(keys);
      }),
      this.registry.onChange((targets, areSourcesChanged) => {
        for (const target of targets) {
          this.routes.track(target);
          for (const hop of this.routes.routes.get(target.key)?.hops ?? []) {
            this.announced(neighborKey(hop.ifindex, hop.address));
          }
        }
        if (targets.length > 0 || areSourcesChanged) this.wake();
      }),
    ];
    this.lookAgain(this.state.neighbors.keys());
    return Promise.resolve();
  }

  started(): void {
    this.hasStarted = true;
    this.wake();
  }

  async stop(): Promise<void> {
    for (const cancel of this.cancels) cancel();
    this.cancels = [];
    this.retries.clear();
    this.leavers.clear();
    this.reconciler.stop();
    this.fights.stop();
    this.readiness.stop();
    this.hasStarted = false;
    await this.takeovers.stop();
  }

  /** What a plan is made with now. */
  round(): Round {
    const { discovery, takeover } = this.config.current;
    return {
      strategy: this.strategy.current,
      isDiscoveryOn: discovery,
      mayRemove: this.mayRemove || !discovery,
      takeover: discovery ? takeover : 'none',
      solicit: this.solicit,
    };
  }

  /** Which entries of others are to be taken over now. */
  get takeoverPolicy(): TakeoverPolicy {
    return {
      mode: this.round().takeover,
      isWanted: (key) => this.desired.byKey.has(key),
    };
  }

  /** Something that the view shows has changed. */
  onViewChange(listener: () => void): Cancel {
    this.viewListeners.add(listener);
    return () => this.viewListeners.delete(listener);
  }

  private wake(): void {
    if (!this.isStopping()) this.kick();
  }

  /** Marks entries to be planned again. */
  private lookAgain(keys: Iterable<NeighborKey>): void {
    for (const key of keys) this.dirty.add(key);
    this.wake();
  }

  /** The job: everything that is marked, until nothing is. */
  private async reconcile(): Promise<void> {
    do {
      this.allowRemoval();
      while (!this.routes.isSettled) await this.followRoutes();
      const keys = [...this.dirty];
      this.dirty.clear();
      try {
        await this.takeovers.follow(keys, this.takeoverPolicy);
        await this.reconciler.reconcile(keys, this.round());
      } catch (error) {
        for (const key of keys) this.dirty.add(key);
        throw error;
      }
      for (const key of keys) this.solicit.delete(key);
      this.refreshStatus(keys);
      this.turns.keepFresh(keys, this.config.current.discovery);
    } while (!this.isStopping() && (this.dirty.size > 0 || !this.routes.isSettled));
    reportHealth(this.health, this, this.config.current);
    if (this.hasStarted) this.readiness.report();
    for (const listener of this.viewListeners) listener();
  }

  private async followRoutes(): Promise<void> {
    const { maxNeighbors, breakAfter } = this.config.current;
    const updates = await this.routes.resolveBatch(this.selection);
    for (const key of this.desired.follow(updates, maxNeighbors)) {
      this.dirty.add(key);
      const neighbor = this.desired.byKey.get(key);
      const observed = this.state.neighbors.get(key);
      // an agent before us parked it, and since then nothing gave reason to hope
      if (neighbor && !this.mayRemove && isLeftParked(observed, this.writer.mark)) {
        neighbor.isParked = true;
        this.readiness.foundParked(key);
      }
      // the kernel kept it without carrier, and gave up: it would ask again up to 5 s later
      if (neighbor && !neighbor.isParked && observed?.state === 'FAILED') this.solicit.add(key);
      if (!neighbor?.replacements) this.leavers.stays(key);
    }
    this.retryOverLimit();
    this.leavers.look(breakAfter);
  }

  /** There is room again: what was over the limit is looked at once more. */
  private retryOverLimit(): void {
    const { overLimit, byKey } = this.desired;
    if (overLimit.size > 0 && byKey.size < this.config.current.maxNeighbors) {
      this.routes.invalidateTargets(overLimit);
    }
  }

  /** I3: nothing goes before every source and the kernel's state are there. */
  private allowRemoval(): void {
    const may = this.hasStarted && this.state.isSynced && this.registry.isEverySourceSynced;
    if (may && !this.mayRemove) for (const key of this.state.neighbors.keys()) this.dirty.add(key);
    this.mayRemove = may;
  }

  private kernelChanged(change: KernelChange): void {
    const devices = new Set(change.addresses);
    for (const changed of change.links) {
      const link = changed.current ?? changed.previous;
      if (link && isLinkChangeRelevant(changed)) devices.add(link.ifindex);
    }
    if (change.isRelisted || devices.size > 0 || change.areGatewaysChanged) this.reselect();
    if (change.isRelisted) {
      this.routes.invalidateAll();
      this.lookAgain(this.state.neighbors.keys());
      this.lookAgain(this.desired.byKey.keys());
    } else this.routes.invalidate(change, devices);
    for (const ifindex of devices) this.deviceChanged(ifindex);
    this.turns.follow(change);
    const changed: NeighborKey[] = [];
    for (const { previous, current } of change.neighbors) {
      this.neighborChanged(previous, current, changed);
    }
    if (changed.length > 0) this.refreshStatus(changed);
    if (this.dirty.size > 0 || !this.routes.isSettled) this.wake();
  }

  /** A source says something of a target behind it. */
  private announced(key: NeighborKey): void {
    const neighbor = this.desired.byKey.get(key);
    if (neighbor?.isParked) unpark(neighbor);
    this.dirty.add(key);
  }

  /** Whatever happened to its entries is explained by the device, and they are worth asking for at once. */
  private deviceChanged(ifindex: IfIndex): void {
    const own: NeighborKey[] = [];
    for (const neighbor of this.desired.byKey.values()) {
      if (neighbor.ifindex !== ifindex) continue;
      neighbor.isSettled = false;
      neighbor.error = undefined;
      neighbor.failures = 0;
      unpark(neighbor);
      this.retries.delete(neighbor.key);
      if (neighbor.status !== 'resolved') this.solicit.add(neighbor.key);
      this.dirty.add(neighbor.key);
      own.push(neighbor.key);
    }
    // when those that serve were confirmed counts no more: somebody else may be at the other end by now
    this.refresh.forget(own);
    // entries of ours that nobody wants were left alone while there was no carrier
    for (const [key, entry] of this.state.neighbors) {
      if (entry.ifindex === ifindex && entry.protocol === this.writer.mark) this.dirty.add(key);
    }
  }

  /** Adds its key to `changed` where that may be more than a matter of age. */
  private neighborChanged(
    previous: Neighbor | undefined,
    current: Neighbor | undefined,
    changed: NeighborKey[],
  ): void {
    const entry = current ?? previous;
    if (!entry) return;
    const key = neighborKey(entry.ifindex, entry.address);
    const neighbor = this.desired.byKey.get(key);
    if (!neighbor || this.takeovers.theirs(key)) {
      if (current?.protocol === this.writer.mark || this.takeovers.theirs(key)) this.dirty.add(key);
      return;
    }
    countRounds(neighbor, current, this.refresh.parkAfter);
    this.status.tellChange(previous, current);
    if (current) this.moves.look(neighbor, previous, current);
    // what ages is confirmed sooner or later: nothing to plan, as a rule
    const { followsAging = false } = this.strategy.current;
    if (!followsAging && previous && current && isOnlyAging(previous, current)) return;
    this.dirty.add(key);
    changed.push(key);
  }

  private refreshStatus(keys: Iterable<NeighborKey>): void {
    for (const key of keys) {
      const neighbor = this.desired.byKey.get(key);
      const observed = this.takeovers.theirs(key) ?? this.state.neighbors.get(key);
      if (neighbor) this.status.refresh(neighbor, observed);
    }
    this.leavers.look(this.config.current.breakAfter);
  }

  /** Derives anew which devices and addresses may be served; asks again for what that concerns. */
  private reselect(): void {
    const before = this.selection;
    const after = new Selection(this.state, this.config.current);
    this.selection = after;
    reportMissing(this.health, after);
    this.state.serve(this.config.current.discovery ? after.selected : []);
    const { devices, own } = selectionChange(before, after);
    for (const { link, isSelected, reason } of devices) {
      const message = `${link.name} is ${isSelected ? 'served' : 'not served any more'}: it ${reason}`;
      this.events.add({ kind: 'device', device: link.name, message });
      this.logger.info({ device: link.name, isSelected }, message);
    }
    // those that rested on a device that is gone are asked for as its link is news
    if (devices.length > 0) this.routes.invalidateAll();
    if (own.size > 0) this.routes.invalidateAddresses(own);
  }

  private configChanged(): void {
    this.rechoose();
    this.reselect();
    this.configureRegistry();
    this.routes.invalidateAll();
    this.lookAgain(this.state.neighbors.keys());
    this.lookAgain(this.desired.byKey.keys());
  }

  private configureRegistry(): void {
    const { maxTargets, holdRemovals } = this.config.current;
    this.registry.setLimit(maxTargets);
    this.registry.setRemovalHold(holdRemovals);
  }

  /** Another strategy takes over every entry where it stands (I4); one that does not work here is not taken. */
  private rechoose(): void {
    const health = this.health.scope('strategy');
    const before = this.strategy.id;
    try {
      if (this.strategy.choose(this.config.current)) {
        // that they are not as it would have them is nobody's doing
        for (const neighbor of this.desired.byKey.values()) neighbor.isSettled = false;
        const message = `strategy ${this.strategy.id} took over from ${before}`;
        this.events.add({ kind: 'strategy', message });
      }
      health.ok();
    } catch (error) {
      health.degraded(`${before} stays in force`, error);
    }
  }
}

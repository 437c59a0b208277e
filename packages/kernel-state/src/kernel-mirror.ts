import {
  AgentError,
  type Cancel,
  Clock,
  Config,
  type Counter,
  errorMessage,
  Health,
  JobGroup,
  type Kick,
  type Lifecycle,
  Logger,
  Metrics,
} from '@kith/agent-api';
import { type KernelChange, type KernelState, type AppliedWrite } from '@kith/neighbor-api';
import {
  formatPrefix,
  type IfIndex,
  type IpAddress,
  type NeighborKey,
  neighborKey,
  type NextHop,
  parseNeighborKey,
  type RouteGateway,
} from '@kith/net-types';
import {
  type Notification,
  type RouteMessage,
  RtnetlinkClient,
  type Subscription,
} from '@kith/rtnetlink';
import { inject, injectable, named } from 'inversify';

import { CarrierLoss } from './carrier-loss.js';
import { ChangeSet } from './change-set.js';
import { foldWrite } from './fold-write.js';
import { GatewayWatch } from './gateway-watch.js';
import type { KernelStateConfig } from './kernel-state.config.js';
import { Tables } from './tables.js';

const ID = 'kernel-state';
/** Why the kernel does not show a neighbor: there is none, or no such device. Other refusals say nothing about it. */
const GONE: ReadonlySet<string> = new Set(['ENOENT', 'ENODEV']);

/**
 * The mirror. It subscribes, then lists; what is still queued from before the listing's end is not applied
 * when it is read later, since the listing is newer: what it names is asked for again (`settling`). What was
 * folded during a listing is newer than the listing.
 */
@injectable()
export class KernelMirror implements KernelState, Lifecycle {
  isSynced = false;
  private readonly tables = new Tables();
  private readonly listeners = new Set<(change: KernelChange) => void>();
  private readonly gatewayWatch: GatewayWatch;
  private readonly losses: Counter;
  private subscription: Subscription | undefined;
  /** Listings under way, and what was written since the first of them began. */
  private listings = 0;
  private readonly written = new Set<NeighborKey>();
  private isSettling = false;
  private readonly askAgain = new Set<NeighborKey>();
  private areDevicesStale = false;
  private relist: Kick = () => undefined;
  private settle: Kick = () => undefined;

  constructor(
    @inject(RtnetlinkClient) private readonly rtnetlink: RtnetlinkClient,
    @inject(Config) @named(ID) private readonly config: Config<KernelStateConfig>,
    @inject(Clock) clock: Clock,
    @inject(Logger) @named(ID) private readonly logger: Logger,
    @inject(Health) @named(ID) private readonly health: Health,
    @inject(JobGroup) @named(ID) private readonly jobs: JobGroup,
    @inject(Metrics) metrics: Metrics,
    @inject(CarrierLoss) private readonly carrierLoss: CarrierLoss,
  ) {
    this.losses = metrics.counter(
      'notification_losses_total',
      'Times that notifications were lost and everything was listed anew',
    );
    this.gatewayWatch = new GatewayWatch(rtnetlink, clock, jobs, (change) => {
      const changes = new ChangeSet();
      changes.gateways(change);
      this.tell(changes);
    });
  }

  get links(): Tables['links'] {
    return this.tables.links;
  }

  get addresses(): Tables['addresses'] {
    return this.tables.addresses;
  }

  get neighbors(): Tables['neighbors'] {
    return this.tables.neighbors;
  }

  get gateways(): readonly RouteGateway[] {
    return this.gatewayWatch.gateways;
  }

  gatewaysToward(address: IpAddress, table: number): readonly NextHop[] {
    return this.gatewayWatch.routes.toward(address, table);
  }

  async start(): Promise<void> {
    if (this.subscription) return;
    this.relist = this.jobs.onKick('relist', () => this.list());
    this.settle = this.jobs.onKick('settle', () => this.settled());
    this.carrierLoss.start(this.tables.links);
    this.subscription = await this.rtnetlink.subscribe(
      ['links', 'addresses', 'neighbors', 'routes', 'nexthops', 'rules'],
      { notified: (burst) => this.notified(burst), lost: (reason) => this.lost(reason) },
    );
    await this.list();
    this.isSynced = true;
    this.jobs.every(
      'audit',
      () => this.config.current.audit,
      () => this.audit(),
    );
  }

  stop(): Promise<void> {
    this.carrierLoss.stop();
    this.subscription?.close();
    this.subscription = undefined;
    return Promise.resolve();
  }

  onChange(listener: (change: KernelChange) => void): Cancel {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  fold(writes: readonly AppliedWrite[], mark: number): void {
    for (const write of writes) {
      const key = neighborKey(write.ifindex, write.address);
      if (this.listings > 0) this.written.add(key);
      // whoever wrote it knows
      const before = this.tables.neighbors.get(key);
      this.tables.replaceNeighbor(key, before, foldWrite(before, write, mark));
    }
  }

  serve(devices: readonly IfIndex[]): void {
    this.carrierLoss.serve(devices);
  }

  async refetch(keys: readonly NeighborKey[]): Promise<void> {
    const changes = new ChangeSet();
    const before = keys.map((key) => this.tables.neighbors.get(key));
    const results = await this.rtnetlink.request(
      keys.map((key) => ({ type: 'get-neighbor', ...parseNeighborKey(key) })),
    );
    results.forEach((result, i) => {
      const key = keys[i] as NeighborKey;
      // written meanwhile: newer than the answer
      if (this.tables.neighbors.get(key) !== before[i]) return;
      if (result.ok && result.answer?.kind === 'neighbor') {
        this.tables.setNeighbor(key, result.answer.neighbor, changes);
      } else if (!result.ok && GONE.has(result.error.code)) {
        this.tables.setNeighbor(key, undefined, changes);
      }
    });
    this.tell(changes);
  }

  /** Lists everything; listeners hear what differs. */
  private async list(): Promise<void> {
    const changes = new ChangeSet();
    changes.isRelisted = true;
    await this.listing(async () => {
      await this.listDevices(changes);
      await this.listNeighbors(changes);
      changes.gateways(await this.gatewayWatch.list());
    });
    // thrown, so that it is tried again after a back-off
    if (!this.isTold(changes)) throw new AgentError('internal', 'a listener failed');
    this.health.ok();
  }

  private async listing(list: () => Promise<void>): Promise<void> {
    this.listings++;
    this.isSettling = true;
    try {
      await list();
    } finally {
      this.listings--;
      if (this.listings === 0) this.written.clear();
      this.settleOnceDrained();
    }
  }

  private async listNeighbors(changes: ChangeSet): Promise<void> {
    const neighbors = await this.rtnetlink.dump('neighbors');
    this.tables.replaceNeighbors(
      neighbors.map(({ neighbor }) => neighbor),
      changes,
      this.written,
    );
  }

  private async listDevices(changes: ChangeSet): Promise<void> {
    const links = await this.rtnetlink.dump('links');
    const addresses = await this.rtnetlink.dump('addresses');
    this.tables.replaceLinks(
      links.map(({ link }) => link),
      changes,
    );
    this.tables.replaceAddresses(
      addresses.map(({ address }) => address),
      changes,
    );
  }

  private notified(burst: readonly Notification[]): void {
    const changes = new ChangeSet();
    for (const notification of burst) {
      const { message } = notification;
      if (this.isSettling && message.kind === 'neighbor') {
        this.askAgain.add(neighborKey(message.neighbor.ifindex, message.neighbor.address));
      } else if (this.isSettling && (message.kind === 'link' || message.kind === 'address')) {
        this.areDevicesStale = true;
      } else this.tables.apply(notification, changes);
    }
    this.settleOnceDrained();
    const { links, addresses, routes } = changes.toChange();
    if (routes.prefixes.length > 0) changes.gateways(this.gatewayWatch.learn(newRoutes(burst)));
    if (links.length + addresses.size + routes.prefixes.length + routes.nexthopIds.size > 0) {
      this.gatewayWatch.suspect();
    }
    this.tell(changes);
  }

  private settleOnceDrained(): void {
    if (!this.isSettling || this.listings > 0 || !(this.subscription?.isDrained() ?? true)) return;
    this.isSettling = false;
    if (this.askAgain.size > 0 || this.areDevicesStale) this.settle();
  }

  /** What was only noted while older news was in the queue is asked of the kernel. */
  private async settled(): Promise<void> {
    const { areDevicesStale } = this;
    const keys = [...this.askAgain];
    this.areDevicesStale = false;
    this.askAgain.clear();
    try {
      if (areDevicesStale) await this.devicesSettled();
      if (keys.length > 0) await this.refetch(keys);
    } catch (error) {
      this.areDevicesStale ||= areDevicesStale;
      for (const key of keys) this.askAgain.add(key);
      throw error;
    }
  }

  private async devicesSettled(): Promise<void> {
    const changes = new ChangeSet();
    // a device that went down and up meanwhile shows no difference
    changes.isRelisted = true;
    await this.listDevices(changes);
    this.gatewayWatch.suspect();
    this.tell(changes);
  }

  private lost(reason: string): void {
    this.losses.add();
    this.logger.warn({ reason }, `notifications were lost (${reason}); listing everything anew`);
    this.relist();
  }

  /** "Not seen" never means "not written": compare with the kernel now and then. */
  private async audit(): Promise<void> {
    this.subscription?.checkForLoss();
    const changes = new ChangeSet();
    await this.listing(() => this.listNeighbors(changes));
    this.tell(changes);
  }

  private tell(changes: ChangeSet): void {
    if (!this.isTold(changes)) this.relist();
  }

  /** Tells all listeners. One that fails missed something: false, and everything has to be listed anew. */
  private isTold(changes: ChangeSet): boolean {
    if (changes.isEmpty) return true;
    const change = changes.toChange();
    let isTold = true;
    for (const listener of this.listeners) {
      try {
        listener(change);
      } catch (error) {
        isTold = false;
        this.health.degraded(
          `a listener failed, listing everything anew: ${errorMessage(error)}`,
          error,
        );
      }
    }
    return isTold;
  }
}

/** The routes that a burst tells of, and that it does not take back. */
function newRoutes(burst: readonly Notification[]): readonly RouteMessage[] {
  const routes = new Map<string, RouteMessage>();
  for (const { change, message } of burst) {
    if (message.kind !== 'route') continue;
    const key = `${message.table} ${message.priority} ${formatPrefix(message.prefix)}`;
    if (change === 'upsert') routes.set(key, message);
    else routes.delete(key);
  }
  return [...routes.values()];
}

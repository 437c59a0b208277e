import {
  FakeClock,
  FakeConfig,
  FakeHealth,
  FakeJobGroup,
  FakeReadiness,
  MemoryLogger,
  MemoryMetrics,
} from '@kith/agent-testing';
import { isOurs, type TargetSource } from '@kith/neighbor-api';
import {
  FakeKernelCapabilities,
  FakeKernelState,
  FakeNeighborWriter,
  FakeNextHopResolver,
  interfaceAddress,
  link,
} from '@kith/neighbor-testing';
import {
  ifIndex,
  ipAddress,
  macAddress,
  type Neighbor,
  neighborKey,
  type NeighborKey,
} from '@kith/net-types';

import { ControllerView } from './controller-view.js';
import { FakeFib, type Leg } from './fib.fake.js';
import {
  type NeighborControllerConfig,
  neighborControllerConfig,
} from './neighbor-controller.config.js';
import { NeighborController } from './neighbor-controller.js';
import { FakeRefreshController } from './refresh-controller.fake.js';
import { FakeStrategy } from './strategy.fake.js';
import { StrategyChoice } from './strategy-choice.js';
import { TargetRegistry } from './target-registry.js';

export const ETH1 = ifIndex(1);
export const ETH2 = ifIndex(2);
export const MAC = macAddress('02:00:00:00:0a:02');

/**
 * A controller and all that is around it: eth1 with 10.0.0.1/24, eth2 with 10.0.1.1/24, their connected
 * routes, and a source `static`. Keys are written as `1/10.0.0.2`: ifindex and address.
 */
export class ControllerFixture {
  readonly clock = new FakeClock();
  readonly jobs = new FakeJobGroup(this.clock);
  readonly config: FakeConfig<NeighborControllerConfig>;
  readonly logger = new MemoryLogger();
  readonly health = new FakeHealth('neighbor-controller');
  readonly readiness = new FakeReadiness();
  readonly metrics = new MemoryMetrics();
  readonly fib = new FakeFib();
  readonly resolver = new FakeNextHopResolver(this.fib.answer);
  readonly state = new FakeKernelState({
    links: [link({ ifindex: ETH1 }), link({ ifindex: ETH2 })],
    addresses: [
      interfaceAddress({ ifindex: ETH1, address: ipAddress('10.0.0.1') }),
      interfaceAddress({ ifindex: ETH2, address: ipAddress('10.0.1.1') }),
    ],
  });
  readonly writer = new FakeNeighborWriter({ kernelState: this.state });
  readonly refresh = new FakeRefreshController();
  readonly registry = new TargetRegistry(this.clock);
  readonly controller: NeighborController;
  readonly view: ControllerView;
  readonly source: TargetSource;

  private readonly sources = new Map<string, TargetSource>();
  private readonly abort = new AbortController();

  constructor(
    config: unknown = {},
    readonly strategy = new FakeStrategy(),
    others: readonly FakeStrategy[] = [],
  ) {
    this.fib.routes.set('10.0.0.0/24', [{ dev: ETH1 }]);
    this.fib.routes.set('10.0.1.0/24', [{ dev: ETH2 }]);
    this.config = new FakeConfig(neighborControllerConfig.parse(config));
    this.controller = new NeighborController(
      this.config,
      this.clock,
      this.logger,
      this.health,
      this.jobs,
      this.readiness,
      this.metrics,
      this.state,
      this.resolver,
      this.writer,
      this.registry,
      new StrategyChoice([this.strategy, ...others], new FakeKernelCapabilities(), this.logger),
      this.refresh,
    );
    const { controller, state, writer, resolver } = this;
    this.view = new ControllerView(this.config, controller, state, writer, resolver);
    this.source = this.registry.register({ id: 'static', class: 'node' });
    this.sources.set('static', this.source);
  }

  /** Another source of that name, synced from the first; or `static`, which is there. */
  sourceOf(id: string): TargetSource {
    const known = this.sources.get(id);
    if (known) return known;
    const source = this.registry.register({ id, class: 'node' });
    source.synced();
    this.sources.set(id, source);
    return source;
  }

  /** Starts, with the source synced unless told otherwise, and lets everything come to rest. */
  async start(options: { isSynced?: boolean } = {}): Promise<void> {
    if (options.isSynced ?? true) this.source.synced();
    await this.controller.start(this.abort.signal);
    this.controller.started();
    await this.quiet();
  }

  /** As the runtime does: the signal first, then the jobs, then `stop()`. */
  async stop(): Promise<void> {
    this.abort.abort();
    await this.jobs.stop();
    await this.controller.stop();
  }

  /** Lets the controller do whatever it does now, without moving the time. */
  quiet(): Promise<void> {
    return this.jobs.settled();
  }

  /** `static/<owner>` wants these addresses. */
  async want(owner: string, ...addresses: readonly string[]): Promise<void> {
    this.source.set([{ owner, addresses }]);
    await this.quiet();
  }

  /** `static/<owner>` lets go. */
  async release(owner: string): Promise<void> {
    this.source.release([owner]);
    await this.quiet();
  }

  /** The route of a prefix is now this, or none; the kernel says so. */
  async route(prefix: string, ...legs: readonly Leg[]): Promise<void> {
    if (legs.length > 0) this.fib.routes.set(prefix, legs);
    else this.fib.routes.delete(prefix);
    this.state.routesChanged(prefix);
    await this.quiet();
  }

  /** The neighbors of these keys answer. */
  async answers(...keys: readonly string[]): Promise<void> {
    const entries = keys.map((key) => this.entry(key));
    this.state.neighborChanged(
      ...entries.map((entry): Neighbor => ({ ...entry, state: 'REACHABLE', lladdr: MAC })),
    );
    await this.quiet();
  }

  /** The kernel has these entries, and tells nobody: before the start, or when news got lost. */
  has(...entries: readonly Neighbor[]): void {
    for (const entry of entries) {
      this.state.neighbors.set(neighborKey(entry.ifindex, entry.address), entry);
    }
  }

  /** The kernel says that these are its entries now. */
  async observe(...entries: readonly Neighbor[]): Promise<void> {
    this.state.neighborChanged(...entries);
    await this.quiet();
  }

  /** Somebody deletes an entry. */
  async deletedBySomebody(key: string): Promise<void> {
    const { ifindex, address } = this.entry(key);
    this.state.neighborRemoved(ifindex, address);
    await this.quiet();
  }

  /** @throws Error where the kernel has no entry of that key */
  entry(key: string): Neighbor {
    const entry = this.state.neighbors.get(key as NeighborKey);
    if (!entry) throw new Error(`there is no entry ${key}`);
    return entry;
  }

  /** Keys of the kernel's entries that are ours, sorted. */
  get ours(): readonly string[] {
    return [...this.state.neighbors]
      .filter(([, entry]) => isOurs(entry, this.writer.mark))
      .map(([key]) => key)
      .sort();
  }

  /** All writes since `forget()`, as `set 1/10.0.0.2`. */
  get writes(): readonly string[] {
    return this.writer.writes.map(({ kind, ifindex, address }) => `${kind} ${ifindex}/${address}`);
  }

  /** Addresses that the FIB was asked about since `forget()`, each once, sorted. */
  get asked(): readonly string[] {
    return [...new Set(this.resolver.queries.map(({ address }) => address))].sort();
  }

  /** Forgets what was written and asked. */
  forget(): void {
    this.writer.clear();
    this.resolver.queries.length = 0;
  }

  /** Status by key of every desired neighbor. */
  get statuses(): Readonly<Record<string, string>> {
    const { byKey } = this.controller.desired;
    return Object.fromEntries([...byKey].map(([key, { status }]) => [key, status]));
  }
}

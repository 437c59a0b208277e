import {
  FakeClock,
  FakeConfig,
  FakeHealth,
  FakeJobGroup,
  MemoryLogger,
  MemoryMetrics,
} from '@kith/agent-testing';
import type { KernelChange } from '@kith/neighbor-api';
import {
  FakeRtnetlinkClient,
  FakeSysctls,
  interfaceAddress,
  link,
  neighbor,
  refused,
} from '@kith/neighbor-testing';
import type { Neighbor } from '@kith/net-types';
import type { Notification, RtMessage, RtResult } from '@kith/rtnetlink';

import { CarrierLoss } from './carrier-loss.js';
import { KernelMirror } from './kernel-mirror.js';
import type { KernelStateConfig } from './kernel-state.config.js';

/** A mirror and all that is around it: a kernel with one device, one address and one neighbor. */
export class MirrorFixture {
  readonly client = new FakeRtnetlinkClient();
  readonly clock = new FakeClock();
  readonly jobs = new FakeJobGroup(this.clock);
  readonly config = new FakeConfig<KernelStateConfig>({
    audit: 300_000,
    keepOnCarrierLoss: false,
  });
  readonly logger = new MemoryLogger();
  readonly health = new FakeHealth();
  readonly metrics = new MemoryMetrics();
  readonly sysctls = new FakeSysctls();
  readonly mirror = new KernelMirror(
    this.client,
    this.config,
    this.clock,
    this.logger,
    this.health,
    this.jobs,
    this.metrics,
    new CarrierLoss(this.sysctls, this.config, this.logger, this.jobs),
  );
  /** What listeners were told after the first listing. */
  readonly told: KernelChange[] = [];

  constructor() {
    this.client.tables.links = [{ kind: 'link', link: link() }];
    this.client.tables.addresses = [{ kind: 'address', address: interfaceAddress() }];
    this.kernelHas(neighbor());
  }

  /** From now on the kernel lists these neighbors, and answers so when asked for one. */
  kernelHas(...neighbors: readonly Neighbor[]): void {
    const rows = neighbors.map((entry) => ({ kind: 'neighbor', neighbor: entry }) as const);
    this.client.tables.neighbors = rows;
    this.client.answer = (request): RtResult => {
      const answer = rows.find(
        ({ neighbor: { ifindex, address } }) =>
          request.type === 'get-neighbor' &&
          request.ifindex === ifindex &&
          request.address === address,
      );
      return answer ? { ok: true, answer } : refused('ENOENT');
    };
  }

  /** Starts the mirror; what was dumped for it is forgotten. */
  async start(): Promise<void> {
    await this.mirror.start();
    this.mirror.onChange((change) => this.told.push(change));
    this.client.dumps.length = 0;
  }
}

export const upsert = (message: RtMessage): Notification => ({ change: 'upsert', message });
export const gone = (message: RtMessage): Notification => ({ change: 'delete', message });
export const row = (entry: Neighbor): RtMessage => ({ kind: 'neighbor', neighbor: entry });

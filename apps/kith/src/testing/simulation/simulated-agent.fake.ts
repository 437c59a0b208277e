import type { Clock } from '@kith/agent-api';
import { createAgent } from '@kith/agent-runtime';
import { FakeInstanceLocks } from '@kith/agent-testing';
import { KernelState, Targets, type TargetSource } from '@kith/neighbor-api';
import { SimulatedClient, type SimulatedKernel } from '@kith/neighbor-testing';
import type { NeighborKey } from '@kith/net-types';
import { RtnetlinkClient, type RtRequest } from '@kith/rtnetlink';
import { ContainerModule } from 'inversify';

import { plugins } from '../../plugins.js';
import { Mortal } from './mortal.fake.js';

/** Everything that kith is made of, but for its sockets. */
const RUNNING = plugins
  .map(({ id }) => id)
  .filter((id) => !['admin-server', 'introspection', 'source-static'].includes(id));

export interface SimulatedAgentOptions {
  readonly clock: Clock;
  readonly kernel: SimulatedKernel;
  readonly strategy: string;
  /** As in the config of neighbor-controller. */
  readonly takeover: string;
  /** As in the config of refresh-controller. */
  readonly parking: Readonly<Record<string, unknown>>;
  /** Sees what is asked of the kernel, before it does it. */
  readonly watch: (agent: SimulatedAgent, requests: readonly RtRequest[]) => void;
  /** The plugins were told of changes. */
  readonly onHeard: (mirror: KernelState) => void;
}

/** One life of the whole agent, on a simulated kernel. Its only source but the gateways is the one that a test drives. */
export class SimulatedAgent {
  /** Whether the source said that its first listing is complete. */
  isSynced = false;

  private addressesHeard: KernelState['addresses'] | undefined;

  private constructor(
    private readonly agent: Awaited<ReturnType<typeof createAgent>>,
    private readonly mortal: Mortal,
    readonly client: SimulatedClient,
    readonly source: TargetSource,
  ) {}

  static async start(options: SimulatedAgentOptions): Promise<SimulatedAgent> {
    const { clock, kernel } = options;
    const client = new SimulatedClient(kernel, clock);
    const mortal = new Mortal(clock, client);
    const agent = await createAgent({
      name: 'kith',
      plugins,
      builtIn: config(options),
      environment: {},
      clock: mortal,
      locks: new FakeInstanceLocks(),
      logDestination: { write: () => undefined },
      modules: [
        new ContainerModule(({ bind }) => {
          bind(RtnetlinkClient).toConstantValue(mortal);
        }),
      ],
    });
    const source = agent.get(Targets).register({ id: 'test', class: 'node' });
    const self = new SimulatedAgent(agent, mortal, client, source);
    mortal.onRequest = (requests) => options.watch(self, requests);
    await agent.start({ only: RUNNING });
    self.heard();
    self.mirror.onChange(() => {
      self.heard();
      options.onHeard(self.mirror);
    });
    return self;
  }

  /** What it takes the kernel for. */
  get mirror(): KernelState {
    return this.agent.get(KernelState);
  }

  /** The kernel refuses the next so many writes of this entry, for want of memory. */
  refuse(key: NeighborKey, times: number): void {
    this.mortal.refusals.set(key, times);
  }

  refuseNothing(): void {
    this.mortal.refusals.clear();
  }

  synced(): void {
    this.isSynced = true;
    this.source.synced();
  }

  /** Our own addresses, as the plugins were told last: a listing that is under way knows more. */
  get ownAddresses(): KernelState['addresses'] {
    return this.addressesHeard ?? this.mirror.addresses;
  }

  /** SIGKILL. */
  kill(): void {
    this.mortal.kill();
  }

  /** SIGTERM. */
  async stop(): Promise<void> {
    await this.agent.stop();
    this.mortal.kill();
  }

  private heard(): void {
    this.addressesHeard = this.mirror.addresses;
  }
}

function config({ strategy, takeover, parking }: SimulatedAgentOptions): unknown {
  return {
    agent: { log: { level: 'error', format: 'json' } },
    plugins: {
      'neighbor-controller': { strategy, takeover },
      'kernel-state': { audit: '60s' },
      'source-gateways': {},
      'refresh-controller': { parking },
    },
  };
}

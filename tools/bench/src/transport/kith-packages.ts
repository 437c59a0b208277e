import { Clock } from '@kith/agent-api';
import { createAgent } from '@kith/agent-runtime';
import { kernelStatePlugin } from '@kith/kernel-state';
import {
  KernelState,
  type NeighborWrite,
  NeighborWriter,
  type NextHopQuery,
  NextHopResolver,
} from '@kith/neighbor-api';
import { neighborWriterPlugin } from '@kith/neighbor-writer';
import { type IfIndex, type IpAddress, ipAddress } from '@kith/net-types';
import { nextHopPlugin } from '@kith/next-hop';
import { createRtnetlinkClient, RtnetlinkClient } from '@kith/rtnetlink';
import { ContainerModule } from 'inversify';

import { addresses } from '../addresses.js';
import { checked, type Sample } from './sample.js';
import type { Task } from './tasks.js';

type Agent = Awaited<ReturnType<typeof createAgent>>;

// as the host binds it
const rtnetlinkModule = new ContainerModule(({ bind }) => {
  bind(RtnetlinkClient)
    .toResolvedValue((clock: Clock) => createRtnetlinkClient({ clock }), [Clock])
    .inSingletonScope();
});

/** The packages that talk to the kernel, put together by the runtime as in the agent; without who decides what they do. */
export class KithPackages {
  private targets: readonly IpAddress[] = [];

  private constructor(
    private readonly agent: Agent,
    private readonly devices: readonly IfIndex[],
  ) {}

  /** The mirror takes in what is written, and does not listen. */
  static async start(devices: readonly IfIndex[]): Promise<KithPackages> {
    const agent = await newAgent();
    await agent.start({ only: [neighborWriterPlugin.id] });
    return new KithPackages(agent, devices);
  }

  carryOut({ kind, count }: Task): Promise<Sample> {
    if (kind === 'dump') return this.dump(count);
    if (kind === 'resolve') return this.resolve(count);
    return this.apply(kind, count);
  }

  private async apply(kind: 'write' | 'delete', count: number): Promise<Sample> {
    const [ifindex] = this.devices as [IfIndex];
    const writes = this.known(count).map((address): NeighborWrite => {
      const key = { ifindex, address };
      if (kind === 'delete') return { kind, ...key };
      return { kind: 'set', ...key, isManaged: true, state: 'NONE', isRouter: false, use: false };
    });
    const writer = this.agent.get(NeighborWriter);
    const { sample, result } = await timed(() => writer.apply(writes));
    return checked({ ...sample, count: result.filter(({ ok }) => ok).length }, count, kind);
  }

  private async resolve(count: number): Promise<Sample> {
    const queries = this.known(count).flatMap((address) =>
      this.devices.map((oif): NextHopQuery => ({ address, oif })),
    );
    const resolver = this.agent.get(NextHopResolver);
    const { sample, result } = await timed(() => resolver.resolve(queries));
    const answered = result.filter(
      (answer, i) =>
        answer.kind === 'next-hops' &&
        answer.hops.length === 1 &&
        answer.hops[0]?.ifindex === queries[i]?.oif,
    ).length;
    return checked({ ...sample, count: answered }, queries.length, 'resolve');
  }

  /** An agent knows its targets for long when it writes them. */
  private known(count: number): readonly IpAddress[] {
    if (this.targets.length !== count) this.targets = addresses(count).map(ipAddress);
    return this.targets;
  }

  /** A mirror of its own each time, as another start would find out differences only. */
  private async dump(count: number): Promise<Sample> {
    const agent = await newAgent();
    try {
      const { sample } = await timed(() => agent.start({ only: [kernelStatePlugin.id] }));
      const { neighbors } = agent.get(KernelState);
      const mirrored = [...neighbors.values()].filter(
        ({ isManaged, lladdr }) => isManaged && lladdr !== undefined,
      ).length;
      return checked({ ...sample, count: mirrored }, count, 'dump');
    } finally {
      await agent.stop();
      agent.get(RtnetlinkClient).close();
    }
  }
}

function newAgent(): Promise<Agent> {
  return createAgent({
    name: 'kith-bench',
    plugins: [neighborWriterPlugin, kernelStatePlugin, nextHopPlugin],
    builtIn: { agent: { log: { level: 'warn' } } },
    modules: [rtnetlinkModule],
  });
}

async function timed<T>(
  work: () => Promise<T>,
): Promise<{ sample: Omit<Sample, 'count'>; result: T }> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { sample: { wall: (performance.now() - start) * 1000, cpu: user + system }, result };
}

import {
  AgentError,
  Config,
  errorMessage,
  Health,
  type InstanceLock,
  InstanceLocks,
  type LabeledCounter,
  type Lifecycle,
  Logger,
  Metrics,
} from '@kith/agent-api';
import {
  isOurs,
  KernelState,
  markLock,
  type AppliedWrite,
  type NeighborWriter,
  removal,
  type WriteResult,
} from '@kith/neighbor-api';
import { ifIndex, isUsable, type Neighbor } from '@kith/net-types';
import { RtnetlinkClient } from '@kith/rtnetlink';
import { inject, injectable, named } from 'inversify';

import { toFailure, toRequest, whyForbidden } from './encode-write.js';
import type { NeighborWriterConfig } from './neighbor-writer.config.js';

const ID = 'neighbor-writer';
const OK: WriteResult = { ok: true };

/** Encodes, marks, sends and maps errors; it never plans. */
@injectable()
export class KernelWriter implements NeighborWriter, Lifecycle {
  private readonly writes: LabeledCounter;
  private lock: InstanceLock | undefined;

  constructor(
    @inject(RtnetlinkClient) private readonly rtnetlink: RtnetlinkClient,
    @inject(KernelState) private readonly state: KernelState,
    @inject(InstanceLocks) private readonly locks: InstanceLocks,
    @inject(Config) @named(ID) private readonly config: Config<NeighborWriterConfig>,
    @inject(Logger) @named(ID) private readonly logger: Logger,
    @inject(Health) @named(ID) private readonly health: Health,
    @inject(Metrics) metrics: Metrics,
  ) {
    this.writes = metrics.counter('neighbor_writes_total', 'Neighbor writes by outcome', 'outcome');
  }

  get mark(): number {
    return this.config.current.protocol;
  }

  /** @throws AgentError `privilege-missing`; `already-running` while another agent has our mark */
  async start(): Promise<void> {
    if (this.lock) return;
    await this.requirePrivilege();
    this.lock = await this.locks.acquire(markLock(this.mark));
  }

  async stop(): Promise<void> {
    if (!this.lock) return;
    try {
      await this.leave();
    } finally {
      await this.lock.release();
      this.lock = undefined;
    }
  }

  async apply(writes: readonly AppliedWrite[]): Promise<readonly WriteResult[]> {
    const results = writes.map((write): WriteResult => {
      const refusal = whyForbidden(write);
      return refusal ? { ok: false, error: refusal } : OK;
    });
    const allowed = writes.filter((_, i) => results[i]?.ok);
    const { mark } = this;
    const answers = await this.rtnetlink.request(allowed.map((write) => toRequest(write, mark)));
    const applied: AppliedWrite[] = [];
    let next = 0;
    writes.forEach((write, i) => {
      if (!results[i]?.ok) return;
      const answer = answers[next++];
      const failure = answer && !answer.ok ? toFailure(write, answer.error) : undefined;
      if (failure) results[i] = { ok: false, error: failure };
      else applied.push(write);
    });
    this.state.fold(applied, mark);
    const failed = results.length - applied.length;
    if (failed > 0) this.writes.add('failed', failed);
    if (failed < results.length) this.writes.add('written', results.length - failed);
    return results;
  }

  /** The kernel says EPERM before it looks at anything else, so a request that can never succeed tells. */
  private async requirePrivilege(): Promise<void> {
    const [answer] = await this.rtnetlink.request([
      { type: 'probe-neighbor-flag', family: 'ipv4', ifindex: ifIndex(1), bit: 31 },
    ]);
    if (!answer || answer.ok || answer.error.code !== 'EPERM') return;
    throw new AgentError(
      'privilege-missing',
      'writing neighbors needs CAP_NET_ADMIN: run as root, or grant it (systemd: AmbientCapabilities=CAP_NET_ADMIN)',
      { cause: answer.error },
    );
  }

  /** What `onExit` asks for. Forwarding must survive a restart, so by default everything stays. */
  private async leave(): Promise<void> {
    const { onExit } = this.config.current;
    if (onExit === 'keep') return;
    const ours = [...this.state.neighbors.values()].filter((entry) => isOurs(entry, this.mark));
    const writes = onExit === 'remove' ? ours.map(removal) : ours.flatMap(demotion);
    if (writes.length === 0) return;
    try {
      const results = await this.apply(writes);
      const failed = results.filter(({ ok }) => !ok).length;
      this.logger.info(
        { onExit, entries: writes.length, failed },
        `${onExit} at exit: ${writes.length} entries`,
      );
    } catch (error) {
      this.health.degraded(
        `onExit ${onExit} failed: ${errorMessage(error)}; "kith cleanup" removes what is left`,
        error,
      );
    }
  }
}

/** The same entry, neither managed nor pinned, keeping its MAC; one without a MAC serves nobody and goes. */
function demotion(entry: Neighbor): AppliedWrite[] {
  const { ifindex, address, lladdr, isRouter } = entry;
  if (!entry.isManaged && entry.state !== 'PERMANENT') return [];
  if (lladdr === undefined || !isUsable(entry)) return [removal(entry)];
  return [
    {
      kind: 'set',
      ifindex,
      address,
      isManaged: false,
      state: 'STALE',
      lladdr,
      isRouter,
      use: false,
    },
  ];
}

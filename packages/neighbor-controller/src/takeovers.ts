import type { Clock, Logger } from '@kith/agent-api';
import type { KernelState, NeighborWriter, RestateNeighbor } from '@kith/neighbor-api';
import {
  type IfIndex,
  isUsable,
  type MacAddress,
  type Neighbor,
  type NeighborKey,
} from '@kith/net-types';

import { Deadlines } from './deadlines.js';
import { isTakeable, type Takeover } from './entry-owner.js';
import type { EventLog } from './event-log.js';

/** So many are asked at a time: their questions and answers are no burst to any device. */
const AT_ONCE = 200;
/** Under the 3 s after which the kernel gives up on one in PROBE and takes its MAC. */
const PATIENCE_MS = 2500;
/** Who did not answer is asked again after so long, or once the entry has another MAC. */
const AGAIN_MS = 300_000;

/** Whether an entry of others is to be taken over, as the config and those who want neighbors say. */
export interface TakeoverPolicy {
  readonly mode: Takeover;
  readonly isWanted: (key: NeighborKey) => boolean;
}

/**
 * Entries of others on keys that we want, where the config has us take them over (I1). Each is asked first, in PROBE
 * and still theirs, so that its MAC stays in use: one that answers is the strategy's from then on, any other is put
 * back as it was before the kernel gives up on it.
 */
export class Takeovers {
  /** What is being asked, as it was before. */
  private readonly asked = new Map<NeighborKey, Neighbor>();
  private readonly patience: Deadlines<NeighborKey>;
  /** Who did not answer, at which MAC. */
  private readonly silent = new Map<NeighborKey, MacAddress>();
  private readonly again: Deadlines<NeighborKey>;
  /** There is no room for these yet. */
  private readonly waiting = new Set<NeighborKey>();

  constructor(
    private readonly state: KernelState,
    private readonly writer: NeighborWriter,
    private readonly events: EventLog,
    private readonly nameOf: (ifindex: IfIndex) => string,
    private readonly logger: Logger,
    clock: Clock,
    private readonly lookAgain: (keys: readonly NeighborKey[]) => void,
  ) {
    this.patience = new Deadlines(clock, lookAgain);
    this.again = new Deadlines(clock, (keys) => {
      for (const key of keys) this.silent.delete(key);
      lookAgain(keys);
    });
  }

  /** The entry as it was, and still is its owner's, while it is asked: nobody else may write it. */
  theirs(key: NeighborKey): Neighbor | undefined {
    return this.asked.get(key);
  }

  /** What is to be asked of these, though it may not be asked yet: for `plan`. */
  questions(keys: Iterable<NeighborKey>, policy: TakeoverPolicy): readonly RestateNeighbor[] {
    return [...keys].flatMap((key) => {
      const entry = this.asked.get(key) ?? this.candidate(key, policy);
      return entry ? [question(entry)] : [];
    });
  }

  /** Asks those of these that are to be taken over, and follows up what was asked before. */
  async follow(keys: readonly NeighborKey[], policy: TakeoverPolicy): Promise<void> {
    if (policy.mode === 'none' && this.asked.size === 0) return;
    const writes = new Map<NeighborKey, RestateNeighbor>();
    const silent: Neighbor[] = [];
    for (const key of keys) {
      const was = this.asked.get(key);
      const write = was ? this.decide(key, was, policy) : this.ask(key, policy);
      if (write) writes.set(key, write);
      if (write && was && this.silent.has(key)) silent.push(was);
    }
    await this.apply(writes);
    for (const was of silent) this.tell(was, 'does not answer: its entry stays as it was');
    const next = [...this.waiting].slice(0, AT_ONCE - this.asked.size);
    for (const key of next) this.waiting.delete(key);
    if (next.length > 0) this.lookAgain(next);
  }

  /** Puts back what was not decided yet. */
  async stop(): Promise<void> {
    const writes = [...this.asked].map(([key, was]) => [key, putBack(was)] as const);
    this.asked.clear();
    this.silent.clear();
    this.waiting.clear();
    this.patience.clear();
    this.again.clear();
    await this.apply(new Map(writes));
  }

  private candidate(key: NeighborKey, { mode, isWanted }: TakeoverPolicy): Neighbor | undefined {
    const entry = this.state.neighbors.get(key);
    if (!entry || !isTakeable(entry, mode) || !isWanted(key)) return undefined;
    if (this.silent.get(key) === entry.lladdr) return undefined;
    // it answered a moment ago
    return entry.state === 'REACHABLE' ? undefined : entry;
  }

  private ask(key: NeighborKey, policy: TakeoverPolicy): RestateNeighbor | undefined {
    const entry = this.candidate(key, policy);
    if (!entry || !this.state.links.get(entry.ifindex)?.hasCarrier) return undefined;
    if (this.asked.size >= AT_ONCE) {
      this.waiting.add(key);
      return undefined;
    }
    this.silent.delete(key);
    this.asked.set(key, entry);
    this.patience.set(key, PATIENCE_MS);
    return question(entry);
  }

  private decide(
    key: NeighborKey,
    was: Neighbor,
    { mode, isWanted }: TakeoverPolicy,
  ): RestateNeighbor | undefined {
    const now = this.state.neighbors.get(key);
    const isPurged = !now && !this.state.links.get(was.ifindex)?.hasCarrier;
    const isAsAsked = now?.protocol === was.protocol && now.state !== was.state;
    const isToTake = isTakeable(was, mode) && isWanted(key);
    if (isAsAsked && isToTake && isUsable(now)) {
      if (now.state === 'REACHABLE') {
        this.forget(key);
        this.tell(was, 'answered: its entry is taken over');
        return undefined;
      }
      if (this.patience.has(key)) return undefined;
    }
    this.forget(key);
    // somebody deleted it or wrote it anew: that is how they want it
    if (!isAsAsked && !isPurged) return undefined;
    if (isAsAsked && isToTake && was.lladdr !== undefined) {
      this.silent.set(key, was.lladdr);
      this.again.set(key, AGAIN_MS);
    }
    return putBack(was);
  }

  private async apply(writes: ReadonlyMap<NeighborKey, RestateNeighbor>): Promise<void> {
    if (writes.size === 0) return;
    const keys = [...writes.keys()];
    const results = await this.writer.apply([...writes.values()]);
    for (const [i, result] of results.entries()) {
      const key = keys[i];
      if (result.ok || key === undefined) continue;
      this.forget(key);
      this.logger.warn({ key, code: result.error.code }, result.error.message);
    }
  }

  private forget(key: NeighborKey): void {
    this.asked.delete(key);
    this.patience.delete(key);
  }

  private tell({ ifindex, address, lladdr, isExtLearned, state }: Neighbor, what: string): void {
    const device = this.nameOf(ifindex);
    const kind = isExtLearned ? 'extern_learn' : state;
    const message = `${address} on ${device} (${kind}, ${lladdr ?? 'no MAC'}) ${what}`;
    this.events.add({ kind: 'takeover', device, address, message });
    this.logger.info({ device, address }, message);
  }
}

/** A managed write would leave the state to the kernel. */
function question(entry: Neighbor): RestateNeighbor {
  return { ...entry, kind: 'restate', state: 'PROBE', isManaged: false };
}

function putBack(entry: Neighbor): RestateNeighbor {
  return { ...entry, kind: 'restate', ...(entry.isManaged && { state: 'NONE' }) };
}

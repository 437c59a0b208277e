import type { Clock, Logger } from '@kith/agent-api';
import type {
  KernelState,
  NeighborWriter,
  RestateNeighbor,
  WriteFailure,
} from '@kith/neighbor-api';
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
/** What the kernel refuses to have put back is tried again after so long, then after twice as long. */
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 30_000;
/** Who did not answer, or could not be asked, is asked again after so long, or once the entry has another MAC. */
const AGAIN_MS = 300_000;

/** Whether an entry of others is to be taken over, as the config and those who want neighbors say. */
export interface TakeoverPolicy {
  readonly mode: Takeover;
  readonly isWanted: (key: NeighborKey) => boolean;
}

interface Asked {
  /** As it was before. */
  readonly was: Neighbor;
  /** So often the kernel refused to have it put back. */
  refusals: number;
}

/**
 * Entries of others on keys that we want, where the config has us take them over (I1). Each is asked first, in PROBE
 * and still theirs, so that its MAC stays in use: one that answers is the strategy's from then on, any other is put
 * back as it was before the kernel gives up on it.
 */
export class Takeovers {
  private readonly asked = new Map<NeighborKey, Asked>();
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
    return this.asked.get(key)?.was;
  }

  /** What is to be asked of these, though it may not be asked yet: for `plan`. */
  questions(keys: Iterable<NeighborKey>, policy: TakeoverPolicy): readonly RestateNeighbor[] {
    return [...keys].flatMap((key) => {
      const entry = this.theirs(key) ?? this.candidate(key, policy);
      return entry ? [question(entry)] : [];
    });
  }

  /** Follows up what was asked before, and asks those of these that are to be taken over. */
  async follow(keys: readonly NeighborKey[], policy: TakeoverPolicy): Promise<void> {
    if (policy.mode === 'none' && this.asked.size === 0) return;
    const silent = keys.filter((key) => this.isToPutBack(key, policy));
    const others = keys.filter((key) => !this.asked.has(key));
    await this.putBack(silent);
    await this.ask(others, policy);
    const next = [...this.waiting].slice(0, AT_ONCE - this.asked.size);
    for (const key of next) this.waiting.delete(key);
    if (next.length > 0) this.lookAgain(next);
  }

  /** Puts back what was not decided yet. */
  async stop(): Promise<void> {
    try {
      await this.putBack([...this.asked.keys()].filter((key) => this.isOwed(key)));
    } finally {
      this.asked.clear();
      this.silent.clear();
      this.waiting.clear();
      this.patience.clear();
      this.again.clear();
    }
  }

  private candidate(key: NeighborKey, { mode, isWanted }: TakeoverPolicy): Neighbor | undefined {
    const entry = this.state.neighbors.get(key);
    if (!entry || !isTakeable(entry, mode) || !isWanted(key)) return undefined;
    if (this.silent.get(key) === entry.lladdr) return undefined;
    // it answered a moment ago
    return entry.state === 'REACHABLE' ? undefined : entry;
  }

  private async ask(keys: readonly NeighborKey[], policy: TakeoverPolicy): Promise<void> {
    const entries = new Map<NeighborKey, Neighbor>();
    for (const key of keys) {
      const entry = this.candidate(key, policy);
      if (!entry || !this.state.links.get(entry.ifindex)?.hasCarrier) continue;
      if (entry.state === 'PROBE') {
        // the kernel is at it, and to ask gives it no more time
        this.patience.set(key, PATIENCE_MS);
        continue;
      }
      if (this.asked.size >= AT_ONCE) {
        this.waiting.add(key);
        continue;
      }
      this.silent.delete(key);
      this.asked.set(key, { was: entry, refusals: 0 });
      this.patience.set(key, PATIENCE_MS);
      entries.set(key, entry);
    }
    const refused = await this.apply([...entries.keys()], [...entries.values()].map(question));
    for (const [key, error] of refused) {
      this.forget(key);
      this.again.set(key, AGAIN_MS);
      this.logger.warn({ key, code: error.code }, error.message);
    }
  }

  /** Those that are taken over, or that their owner wrote anew, are asked no more. */
  private isToPutBack(key: NeighborKey, { mode, isWanted }: TakeoverPolicy): boolean {
    const was = this.theirs(key);
    if (!was) return false;
    if (!this.isOwed(key)) {
      this.forget(key);
      return false;
    }
    const now = this.state.neighbors.get(key);
    if (!now || !isTakeable(was, mode) || !isWanted(key)) return true;
    if (now.state === 'REACHABLE') {
      this.forget(key);
      this.tell(was, 'answered: its entry is taken over');
      return false;
    }
    if (isUsable(now) && this.patience.has(key)) return false;
    if (was.lladdr !== undefined) this.silent.set(key, was.lladdr);
    this.again.set(key, AGAIN_MS);
    return true;
  }

  /** Nobody but the kernel saw to it since it was asked, and it would still be there if it had not been. */
  private isOwed(key: NeighborKey): boolean {
    const was = this.theirs(key);
    if (!was) return false;
    const now = this.state.neighbors.get(key);
    if (now) return isLeftAlone(now, was);
    // a loss of carrier leaves what is PERMANENT
    const link = this.state.links.get(was.ifindex);
    return was.state === 'PERMANENT' && link?.isUp === true && !link.hasCarrier;
  }

  private async putBack(keys: readonly NeighborKey[]): Promise<void> {
    const entries = keys.flatMap((key) => this.theirs(key) ?? []);
    const refused = await this.apply(keys, entries.map(asItWas));
    for (const [i, was] of entries.entries()) {
      const key = keys[i] as NeighborKey;
      const error = refused.get(key);
      if (error && !error.isDeviceGone) this.tryAgain(key, error);
      else {
        this.forget(key);
        if (this.silent.has(key)) this.tell(was, 'does not answer: its entry stays as it was');
      }
    }
  }

  private tryAgain(key: NeighborKey, { code, message }: WriteFailure): void {
    const asked = this.asked.get(key);
    if (!asked) return;
    this.patience.set(key, Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** asked.refusals));
    if (asked.refusals++ === 0) this.logger.warn({ key, code }, message);
  }

  /** @returns what was refused */
  private async apply(
    keys: readonly NeighborKey[],
    writes: readonly RestateNeighbor[],
  ): Promise<ReadonlyMap<NeighborKey, WriteFailure>> {
    const results = writes.length > 0 ? await this.writer.apply(writes) : [];
    return new Map(
      keys.flatMap((key, i) => {
        const result = results[i];
        return result && !result.ok ? [[key, result.error] as const] : [];
      }),
    );
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

/** DELAY would have the kernel ask in vain once more, and take its MAC. */
function asItWas(was: Neighbor): RestateNeighbor {
  const state = was.state === 'DELAY' ? 'STALE' : was.state;
  return { ...was, kind: 'restate', state: was.isManaged ? 'NONE' : state };
}

/** Whether nobody but the kernel saw to an entry since it was asked. News of how it was before may still be on their way. */
function isLeftAlone(now: Neighbor, was: Neighbor): boolean {
  const isPinned = now.state === 'PERMANENT' || now.state === 'NOARP';
  const isAsItWas = now.state === was.state && now.lladdr === was.lladdr;
  return (
    (!isPinned || isAsItWas) &&
    now.protocol === was.protocol &&
    now.isExtLearned === was.isExtLearned
  );
}

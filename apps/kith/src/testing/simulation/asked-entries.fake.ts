import { isDeepStrictEqual } from 'node:util';

import type { KernelState } from '@kith/neighbor-api';
import type { SimulatedKernel } from '@kith/neighbor-testing';
import {
  type IfIndex,
  isUsable,
  type Neighbor,
  type NeighborKey,
  neighborKey,
} from '@kith/net-types';
import type { SetNeighborRequest } from '@kith/rtnetlink';

import { isOurs } from './oracle.fake.js';

export const TAKEOVERS = ['none', 'permanent', 'extern-learn'] as const;
export type Takeover = (typeof TAKEOVERS)[number];

/** Whether an entry of others may be taken over once its neighbor answered (CONTRACT, "takeover"), thought anew. */
export function isTakeable(entry: Neighbor | undefined, takeover: Takeover): entry is Neighbor {
  if (entry?.protocol !== 0 || !isUsable(entry) || entry.state === 'NOARP') return false;
  if (takeover === 'permanent') return entry.state === 'PERMANENT' && !entry.isExtLearned;
  return takeover === 'extern-learn' && entry.isExtLearned;
}

const NOTHING_HAPPENED = { isDisturbed: false, mayHaveAnswered: false, isRefused: false };

interface Asked {
  /** What its owner has a right to, as long as its neighbor does not answer. */
  readonly was: Neighbor;
  /** Something else may take its MAC meanwhile. */
  isDisturbed: boolean;
  /** Somebody had the address, and may have answered. */
  mayHaveAnswered: boolean;
  /** The kernel may refuse to have it put back: who stops then leaves it as it is. */
  isRefused: boolean;
}

/** D3: entries of others whose neighbors the agent asks: they keep their MAC meanwhile, and are theirs until it answers. */
export class AskedEntries {
  private readonly asked = new Map<NeighborKey, Asked>();
  /** As the agent knew it when it asked last: it may not have been told yet what happened since. */
  private readonly lastAsked = new Map<NeighborKey, Neighbor>();

  constructor(private readonly kernel: SimulatedKernel) {}

  /** What the agent asked for, and is not known to have been answered. */
  has(key: NeighborKey): boolean {
    return this.asked.has(key);
  }

  get isAny(): boolean {
    return this.asked.size > 0;
  }

  /** Whether an unmarked write is one that a takeover needs: the question, or the entry as it was. */
  isRightful(request: SetNeighborRequest, candidate: Neighbor | undefined): boolean {
    const key = neighborKey(request.ifindex, request.address);
    return [candidate, this.lastAsked.get(key)].some(
      (was) =>
        was?.protocol === 0 &&
        request.protocol === 0 &&
        request.lladdr === was.lladdr &&
        request.isExtLearned === was.isExtLearned,
    );
  }

  /** The agent asks. It can put back what it knows of; what it was not told of an entry is lost. */
  ask(key: NeighborKey, known: Neighbor | undefined): void {
    if (!known) return;
    this.lastAsked.set(key, known);
    if (this.asked.has(key) || !isDeepStrictEqual(this.entry(key), known)) return;
    this.asked.set(key, { was: known, ...NOTHING_HAPPENED });
  }

  /** Its owner, or somebody else, saw to it. */
  forget(key: NeighborKey): void {
    this.asked.delete(key);
  }

  forgetAll(): void {
    this.asked.clear();
    this.lastAsked.clear();
  }

  /** The kernel refuses the next writes of an entry. */
  refuse(key: NeighborKey): void {
    const asked = this.asked.get(key);
    if (asked) asked.isDisturbed = asked.isRefused = true;
  }

  /** Something may not be heard: what is asked may lose its MAC until it is put back. */
  disturb(): void {
    for (const asked of this.asked.values()) asked.isDisturbed = true;
  }

  /** What happened to a device took entries with it. What is PERMANENT would have survived a loss of carrier. */
  deviceChanged(ifindex: IfIndex | undefined, isCarrierLoss: boolean): void {
    this.disturb();
    for (const [key, { was }] of this.asked) {
      const isLost = was.ifindex === ifindex && this.entry(key) === undefined;
      if (isLost && !(isCarrierLoss && was.state === 'PERMANENT')) this.asked.delete(key);
    }
  }

  /** The agent was told something: what it saw answered is its own from then on. */
  heard({ neighbors }: KernelState): void {
    for (const key of this.asked.keys()) {
      if (neighbors.get(key)?.state === 'REACHABLE') this.asked.delete(key);
    }
  }

  /** What lost its MAC while it was asked; one line each. What is as it was is not asked any more. */
  look(): readonly string[] {
    const lost: string[] = [];
    for (const [key, asked] of this.asked) {
      const { was, isDisturbed } = asked;
      asked.mayHaveAnswered ||= this.kernel.wire.hosts.has(key);
      const entry = this.entry(key);
      if (isAsItWas(entry, was)) this.asked.delete(key);
      else if (!isDisturbed && !(entry && isUsable(entry))) {
        lost.push(`D3: ${key} lost its MAC while it was asked: ${JSON.stringify(entry)}`);
      }
    }
    return lost;
  }

  /** What is neither as it was nor rightly ours, now that the agent has ended; one line each. */
  leftAtEnd(): readonly string[] {
    for (const [key, { isRefused }] of this.asked) if (isRefused) this.asked.delete(key);
    return this.undecided();
  }

  /** What is neither as it was nor rightly ours, now that it should be decided; one line each. */
  undecided(): readonly string[] {
    return [...this.asked].flatMap(([key, { was, isDisturbed, mayHaveAnswered }]) => {
      const entry = this.entry(key);
      if (isAsItWas(entry, was) || (mayHaveAnswered && entry && isOurs(entry))) return [];
      if (isDisturbed && was.state !== 'PERMANENT') return [];
      return [`D3: ${key} was ${JSON.stringify(was)}, and is ${JSON.stringify(entry)}`];
    });
  }

  private entry(key: NeighborKey): Neighbor | undefined {
    return this.kernel.neighbors.entries.get(key)?.toNeighbor();
  }
}

/** Its owner finds what he wrote, as far as the kernel leaves such an entry alone. The question itself is in PROBE. */
function isAsItWas(entry: Neighbor | undefined, was: Neighbor): boolean {
  if (entry?.protocol !== was.protocol || entry.isExtLearned !== was.isExtLearned) return false;
  if (was.isManaged) return entry.isManaged;
  if (was.state === 'PERMANENT') return entry.state === 'PERMANENT' && entry.lladdr === was.lladdr;
  return entry.state !== 'PROBE' && entry.lladdr === was.lladdr;
}

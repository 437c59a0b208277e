import type { KernelState } from '@kith/neighbor-api';
import type { SimulatedKernel } from '@kith/neighbor-testing';
import { type IfIndex, isUsable, type NeighborKey, parseNeighborKey } from '@kith/net-types';

import { type Desired, isRespected } from './oracle.fake.js';

/** How long a replaced next hop stays at most. */
const BREAK_AFTER_MS = 10_000;

interface Sight {
  readonly kernel: SimulatedKernel;
  /** What the agent takes the kernel for. */
  readonly mirror: KernelState;
  readonly now: number;
}

interface Leaving {
  readonly since: number;
  /** Next hops that the target had since then. */
  readonly replacements: Set<NeighborKey>;
  /** One of these served at some time. */
  isReplaced: boolean;
}

/** I4: which next hops were replaced, and whether what replaces them serves. */
export class MakeBeforeBreak {
  /** For some time, so that the agent may have acted on it, and never without a next hop since. */
  private desired = new Map<string, ReadonlySet<NeighborKey>>();
  /** By entry, then by the target that it served. */
  private readonly leaving = new Map<NeighborKey, Map<string, Leaving>>();

  /** This was desired for some time. */
  lasted(desired: Desired): void {
    this.desired = new Map(desired);
  }

  /** The agent was told something: what serves now can replace. */
  heard(mirror: KernelState): void {
    for (const targets of this.leaving.values()) {
      for (const leaving of targets.values()) {
        leaving.isReplaced ||= [...leaving.replacements].some((key) => serves(key, mirror));
      }
    }
  }

  /** This is desired now, maybe for a moment only. */
  look(desired: Desired, now: number): void {
    const wanted = new Set([...desired.values()].flatMap((keys) => [...keys]));
    for (const key of wanted) this.leaving.delete(key);
    for (const [target, before] of this.desired) {
      const isWithout = (desired.get(target)?.size ?? 0) === 0;
      if (isWithout) this.desired.delete(target);
      else for (const key of before) if (!wanted.has(key)) this.leaves(key, target, now);
    }
    for (const targets of this.leaving.values()) {
      for (const [target, { replacements }] of targets) {
        const after = desired.get(target);
        if (!after || after.size === 0) targets.delete(target);
        else for (const key of after) replacements.add(key);
      }
    }
  }

  /** A new life of the agent knows of no change before it. */
  forget(): void {
    this.desired = new Map();
    this.leaving.clear();
  }

  /** Whether an entry that serves is deleted now and should have waited for what replaces it. */
  isTooEarly(key: NeighborKey, { kernel, mirror, now }: Sight): boolean {
    const entry = kernel.neighbors.entries.get(key)?.toNeighbor();
    if (!entry || !isUsable(entry) || !isServed(key, kernel)) return false;
    return [...(this.leaving.get(key)?.values() ?? [])].some(
      ({ since, replacements, isReplaced }) => {
        if (isReplaced || now - since >= BREAK_AFTER_MS) return false;
        const served = [...replacements].filter((other) => isServed(other, mirror));
        return served.length > 0 && !served.some((other) => serves(other, mirror));
      },
    );
  }

  private leaves(key: NeighborKey, target: string, since: number): void {
    const targets = this.leaving.get(key) ?? new Map<string, Leaving>();
    this.leaving.set(key, targets);
    if (!targets.has(target)) {
      targets.set(target, { since, replacements: new Set(), isReplaced: false });
    }
  }
}

function serves(key: NeighborKey, { neighbors }: KernelState): boolean {
  const entry = neighbors.get(key);
  return entry !== undefined && (isUsable(entry) || isRespected(entry));
}

/** The device can send, and the address is not our own. */
function isServed(
  key: NeighborKey,
  { links, addresses }: Pick<KernelState, 'links' | 'addresses'>,
): boolean {
  const { ifindex, address } = parseNeighborKey(key);
  return hasCarrier(ifindex, links) && !addresses.some((own) => own.address === address);
}

function hasCarrier(ifindex: IfIndex, links: KernelState['links']): boolean {
  const link = links.get(ifindex);
  return (link?.isUp && link.hasCarrier) ?? false;
}

import type { Clock, Counter, Logger } from '@kith/agent-api';
import {
  isOurs,
  type KernelState,
  type NeighborPlan,
  type NeighborStrategy,
  type NeighborWriter,
  type PlanItem,
  type WriteResult,
} from '@kith/neighbor-api';
import {
  type IfIndex,
  type IpAddress,
  isUsable,
  type Neighbor,
  type NeighborKey,
} from '@kith/net-types';

import { Deadlines } from './deadlines.js';
import type { DesiredNeighbor, DesiredNeighbors } from './desired-neighbors.js';
import { entryOwner, isTakeable, type Takeover } from './entry-owner.js';
import type { EventLog } from './event-log.js';
import type { Fights } from './fights.js';
import { parkedPlan } from './parking.js';
import type { Takeovers } from './takeovers.js';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;
/** Within this time, what is there again of what we removed is what was left of it. */
const REMNANT_MS = 3000;

/** What the controller decides for a round of writes. */
export interface Round {
  readonly strategy: NeighborStrategy;
  /** False with `discovery: false`: nothing is written, all of ours is removed. */
  readonly isDiscoveryOn: boolean;
  /** Whether entries that nobody wants may go (I3). */
  readonly mayRemove: boolean;
  readonly takeover: Takeover;
  /** Entries to have resolved now, if they are not valid. */
  readonly solicit: ReadonlySet<NeighborKey>;
}

interface Work {
  readonly key: NeighborKey;
  readonly item: PlanItem;
  readonly neighbor: DesiredNeighbor | undefined;
}

interface PlannedWork extends Work {
  readonly plan: NeighborPlan;
}

/** Brings entries of the kernel's table to what is desired: plans by the strategy, applies, and follows up failures. */
export class Reconciler {
  private readonly failed = new Set<NeighborKey>();
  /** What we removed just now. */
  private readonly removed: Deadlines<NeighborKey>;
  private ownList: KernelState['addresses'] | undefined;
  private own: ReadonlySet<IpAddress> = new Set();

  constructor(
    private readonly state: KernelState,
    private readonly writer: NeighborWriter,
    private readonly desired: DesiredNeighbors,
    private readonly retries: Deadlines<NeighborKey>,
    private readonly fights: Fights,
    private readonly takeovers: Pick<Takeovers, 'theirs'>,
    private readonly events: EventLog,
    private readonly nameOf: (ifindex: IfIndex) => string,
    private readonly logger: Logger,
    private readonly repairs: Counter,
    clock: Clock,
  ) {
    this.removed = new Deadlines(clock, () => undefined);
  }

  stop(): void {
    this.removed.clear();
  }

  /** What would be written for these keys now. */
  plan(keys: Iterable<NeighborKey>, round: Round): PlannedWork[] {
    const work: Work[] = [];
    const parked: PlannedWork[] = [];
    for (const key of keys) {
      const item = this.planItem(key, round);
      if (!item) continue;
      const neighbor = this.desired.byKey.get(key);
      if (isToPark(item, neighbor)) {
        const plan = parkedPlan(item, this.writer.mark);
        if (plan.writes.length > 0) parked.push({ key, item, neighbor, plan });
      } else work.push({ key, item, neighbor });
    }
    const plans = round.strategy.plan(work.map(({ item }) => item));
    const planned: PlannedWork[] = [];
    work.forEach(({ key, item, neighbor }, i) => {
      const plan = plans[i];
      if (plan && plan.writes.length > 0) planned.push({ key, item, neighbor, plan });
    });
    return parked.length === 0 ? planned : [...planned, ...parked];
  }

  /** Why entries cannot be written, one line each. */
  failing(): readonly string[] {
    const errors: string[] = [];
    for (const key of this.failed) {
      const error = this.desired.byKey.get(key)?.error;
      if (error === undefined) this.failed.delete(key);
      else errors.push(error);
    }
    return errors;
  }

  /** Plans and writes. Failures are retried with back-off; the others go on (I6). */
  async reconcile(keys: readonly NeighborKey[], round: Round): Promise<void> {
    const planned = this.plan(keys, round);
    this.forgetErrors(keys, planned);
    const due = planned.filter((work) => !this.retries.has(work.key) && !this.isHeldByFight(work));
    if (due.length === 0) return;
    const results = await this.writer.apply(due.flatMap(({ plan }) => plan.writes));
    let first = 0;
    const failed: NeighborKey[] = [];
    for (const work of due) {
      const end = first + work.plan.writes.length;
      const failure = firstFailure(results, first, end);
      first = end;
      if (failure) {
        this.noteFailure(work, failure.error);
        failed.push(work.key);
      } else this.noteSuccess(work);
    }
    // a failed create may have left something behind
    if (failed.length > 0) await this.state.refetch(failed);
  }

  /** What failed to be written and needs no write any more (it is foreign now, or as it should be) fails no more. */
  private forgetErrors(keys: readonly NeighborKey[], planned: readonly Work[]): void {
    if (this.failed.size === 0) return;
    const toWrite = new Set(planned.map(({ key }) => key));
    for (const key of keys) {
      if (toWrite.has(key) || !this.failed.delete(key)) continue;
      const neighbor = this.desired.byKey.get(key);
      if (!neighbor) continue;
      neighbor.error = undefined;
      neighbor.failures = 0;
      this.retries.delete(key);
    }
  }

  private planItem(key: NeighborKey, round: Round): PlanItem | undefined {
    const neighbor = this.desired.byKey.get(key);
    const observed = this.state.neighbors.get(key);
    if (this.takeovers.theirs(key)) return undefined;
    if (neighbor && round.isDiscoveryOn) {
      const { ifindex, address } = neighbor;
      if (!this.state.links.get(ifindex)?.hasCarrier) return undefined;
      if (observed && !this.mayBeOurs(observed, round)) return undefined;
      // I2: the mirror may know it before its listing is over and told of
      if (this.isOwn(address)) return undefined;
      // what is leaving is kept, not made again
      if (neighbor.replacements && !observed) return undefined;
      const cause = round.solicit.has(key) ? 'solicit' : 'change';
      const knownLladdr = neighbor.isSettled ? neighbor.lladdr : undefined;
      return knownLladdr === undefined
        ? { ifindex, address, isDesired: true, observed, cause }
        : { ifindex, address, isDesired: true, observed, cause, knownLladdr };
    }
    if (!observed || !this.isToRemove(key, observed)) return undefined;
    // nobody wants a dead one, but it may not go yet (I3): no reason to ask for it meanwhile
    const { ifindex, address, isManaged, state } = observed;
    const isToKeep = !round.mayRemove;
    const isAskedInVain = isManaged && state === 'FAILED' && !this.isOwn(address);
    if (isToKeep && !isAskedInVain) return undefined;
    return { ifindex, address, isDesired: isToKeep, observed, cause: 'change' };
  }

  private mayBeOurs(observed: Neighbor, { takeover }: Round): boolean {
    if (entryOwner(observed, this.writer.mark) !== 'foreign') return true;
    return observed.state === 'REACHABLE' && isTakeable(observed, takeover);
  }

  private isOwn(address: IpAddress): boolean {
    const { addresses } = this.state;
    if (addresses !== this.ownList) {
      this.ownList = addresses;
      this.own = new Set(addresses.map((entry) => entry.address));
    }
    return this.own.has(address);
  }

  /** Ours, or what is left of it. Without carrier the kernel has its own rules: looked at again when it is back. */
  private isToRemove(key: NeighborKey, observed: Neighbor): boolean {
    return (
      (isOurs(observed, this.writer.mark) || this.isRemnant(key, observed)) &&
      (this.state.links.get(observed.ifindex)?.hasCarrier ?? false)
    );
  }

  /**
   * What a failed create of ours left behind; or a delete, where the kernel was just handling the neighbor's answer: it
   * takes the flags away, and the entry lives on as an ordinary one with our mark (neigh_remove_one, seen on Linux 6.18).
   */
  private isRemnant(key: NeighborKey, { protocol, state, isExtLearned }: Neighbor): boolean {
    if (protocol !== this.writer.mark) return false;
    const isPinned = state === 'PERMANENT' || state === 'NOARP';
    return state === 'NONE' || (!isExtLearned && !isPinned && this.removed.has(key));
  }

  /** Counts a repair where we had written the entry and nothing of the kernel's explains that it differs. */
  private isHeldByFight({ key, item, neighbor, plan }: PlannedWork): boolean {
    if (!neighbor?.isSettled || item.cause === 'solicit' || plan.isNextStep) return false;
    const device = this.nameOf(item.ifindex);
    const what = `${item.address} on ${device}`;
    const pause = this.fights.interfered(
      key,
      what,
      describeOpponent(item.observed, this.writer.mark),
    );
    neighbor.repairs++;
    if (pause > 0) {
      this.retries.set(key, pause);
      this.events.add({
        kind: 'fight',
        device,
        address: item.address,
        message: `somebody keeps changing ${what}; put back in ${Math.ceil(pause / 1000)} s`,
      });
      return true;
    }
    this.repairs.add();
    const done = item.observed ? 'changed' : 'deleted';
    this.events.add({
      kind: 'repaired',
      device,
      address: item.address,
      message: `${what} was ${done} by somebody; put back`,
    });
    return false;
  }

  private noteSuccess({ key, item, neighbor }: Work): void {
    const device = this.nameOf(item.ifindex);
    if (!neighbor) {
      if (item.isDesired) return;
      this.removed.set(key, REMNANT_MS);
      this.events.add({
        kind: 'removed',
        device,
        address: item.address,
        message: `${item.address} on ${device} is no longer wanted; removed`,
      });
      return;
    }
    neighbor.failures = 0;
    neighbor.error = undefined;
    if (!neighbor.isSettled) {
      this.events.add({
        kind: 'written',
        device,
        address: item.address,
        message: `${item.address} on ${device} written`,
      });
    }
    neighbor.isSettled = true;
    this.logger.debug({ key, cause: item.cause }, 'neighbor written');
  }

  private noteFailure(
    { key, item, neighbor }: Work,
    error: { code: string; message: string; isDeviceGone: boolean },
  ): void {
    const failures = neighbor ? ++neighbor.failures : 1;
    if (neighbor) {
      neighbor.error = error.message;
      this.failed.add(key);
    }
    // a device that is gone is no error of ours to repeat: a link event follows
    if (!error.isDeviceGone) {
      this.retries.set(key, Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1)));
    }
    if (failures > 1) return;
    this.events.add({
      kind: 'error',
      device: this.nameOf(item.ifindex),
      address: item.address,
      message: error.message,
    });
    this.logger.warn({ key, code: error.code }, error.message);
  }
}

function firstFailure(
  results: readonly WriteResult[],
  from: number,
  end: number,
): (WriteResult & { ok: false }) | undefined {
  for (let i = from; i < end; i++) {
    const result = results[i];
    if (result && !result.ok) return result;
  }
  return undefined;
}

/** No strategy's affair: it does not answer, and that for long; or it is kept though nobody wants it. */
function isToPark(
  { isDesired, observed }: PlanItem,
  neighbor: DesiredNeighbor | undefined,
): boolean {
  if (!neighbor) return isDesired;
  return neighbor.isParked && !(observed && isUsable(observed));
}

/** Whoever changed an entry, as far as it tells. */
function describeOpponent(observed: Neighbor | undefined, mark: number): string {
  if (!observed) return 'somebody (the entry was deleted)';
  return observed.protocol !== 0 && observed.protocol !== mark
    ? `somebody with proto ${observed.protocol}`
    : 'somebody without a protocol mark';
}

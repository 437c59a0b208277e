import type { Clock } from '@kith/agent-api';
import {
  addressFamily,
  type IfIndex,
  type IpAddress,
  type MacAddress,
  type NeighborKey,
  neighborKey,
  type NudState,
} from '@kith/net-types';
import type { DeleteNeighborRequest, SetNeighborRequest } from '@kith/rtnetlink';

import type { KernelRules } from './kernel-rules.js';
import { isValidState, NeighborEntry } from './neighbor-entry.js';
import type { NudMachine } from './nud-machine.js';
import type { Refusal } from './refusal.js';

/** How a MAC was heard: an answer to a solicitation, an announcement to everybody, or a question that came with it. */
export type Heard = 'answer' | 'announcement' | 'question';

/** What the table needs of the kernel around it. */
export interface TableSurroundings {
  /** Whether neighbors of this family can be written on the device. */
  isFamilyOn(ifindex: IfIndex, address: IpAddress): boolean;
  /** The address that a new entry really gets. */
  keyAddress(ifindex: IfIndex, address: IpAddress): IpAddress;
  /** Gives a new entry the state and the MAC that the kernel makes up, where it does. */
  construct(entry: NeighborEntry): void;
  announce(entry: NeighborEntry): void;
  announceDelete(entry: NeighborEntry): void;
}

interface Update {
  readonly state: NudState;
  readonly lladdr: MacAddress | undefined;
  /** NEIGH_UPDATE_F_ADMIN: what the write says of flags, and whether it has the entry resolved. */
  readonly admin?: SetNeighborRequest | 'delete';
  /** NEIGH_UPDATE_F_OVERRIDE: another MAC than the known one is believed. */
  readonly isOverride: boolean;
  /** NTF_ROUTER; undefined = it stays. */
  readonly isRouter?: boolean;
}

/** The neighbor table: what writes, answers and events of devices make of it (net/core/neighbour.c, `neigh_add` and `__neigh_update`). */
export class NeighborTable {
  readonly entries = new Map<NeighborKey, NeighborEntry>();

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly nud: NudMachine,
    private readonly rules: KernelRules,
    private readonly lockTime: number,
    private readonly surroundings: TableSurroundings,
  ) {}

  get(ifindex: IfIndex, address: IpAddress): NeighborEntry | undefined {
    return this.entries.get(neighborKey(ifindex, address));
  }

  /** RTM_NEWNEIGH on a device that exists. */
  write(request: SetNeighborRequest): Refusal | undefined {
    if (!this.surroundings.isFamilyOn(request.ifindex, request.address)) {
      return { code: 'EINVAL', extAck: 'IPv6 is disabled on this device' };
    }
    let entry = this.get(request.ifindex, request.address);
    if (entry && request.createOnly) return { code: 'EEXIST' };
    if (!entry && request.state === 'PERMANENT' && request.isManaged) {
      return { code: 'EINVAL', extAck: 'Invalid NTF_* flag for permanent entry' };
    }
    const isNew = entry === undefined;
    entry ??= this.create(request.ifindex, request.address, request);
    entry.protocol = this.rules.protocolAfter(entry.protocol, request.protocol);
    const { state, lladdr, isRouter } = request;
    const update = { state, lladdr, isRouter, isOverride: true, admin: request };
    const refusal = this.update(entry, update);
    if (refusal && isNew && !this.rules.isRemnantLeft) this.entries.delete(entry.key);
    if (!refusal && (request.use || request.isManaged)) this.nud.use(entry);
    return refusal;
  }

  /** RTM_DELNEIGH: first it fails and loses its flags, then it goes; both are told. */
  delete({
    ifindex,
    address,
  }: Pick<DeleteNeighborRequest, 'ifindex' | 'address'>): Refusal | undefined {
    const entry = this.get(ifindex, address);
    if (!entry) return { code: 'ENOENT' };
    this.update(entry, { state: 'FAILED', lladdr: undefined, isOverride: true, admin: 'delete' });
    this.remove(entry);
    return undefined;
  }

  /** A packet is to be sent there: an entry is made where there is none. */
  use(ifindex: IfIndex, address: IpAddress): void {
    this.nud.use(this.get(ifindex, address) ?? this.create(ifindex, address));
  }

  /** The managed work: what ages is confirmed, what failed is asked for again. */
  useManaged(): void {
    for (const entry of this.entries.values()) if (entry.isManaged) this.nud.use(entry, false);
  }

  /** A MAC was heard. Only a question makes an entry; what failed does not listen to an unasked NA. */
  heard(ifindex: IfIndex, address: IpAddress, lladdr: MacAddress, how: Heard): void {
    let entry = this.get(ifindex, address);
    if (!entry && how !== 'question') return;
    const isIpv6 = addressFamily(address) === 'ipv6';
    if (isIpv6 && entry?.state === 'FAILED' && how !== 'question') return;
    entry ??= this.create(ifindex, address);
    const isUnlocked = this.clock.now() > entry.updatedAt + this.lockTime;
    this.update(entry, {
      state: how === 'answer' ? 'REACHABLE' : 'STALE',
      lladdr,
      isOverride: isIpv6 || how === 'announcement' || isUnlocked,
      // an NA says whether it comes from a router
      ...(isIpv6 && how !== 'question' && { isRouter: false }),
    });
  }

  /** Removes the entries of a device that do not survive what happened to it. */
  flush(ifindex: IfIndex, survives: (entry: NeighborEntry) => boolean): void {
    for (const entry of [...this.entries.values()]) {
      if (entry.ifindex === ifindex && !survives(entry)) this.remove(entry);
    }
  }

  private create(ifindex: IfIndex, asked: IpAddress, flags?: SetNeighborRequest): NeighborEntry {
    const address = this.surroundings.keyAddress(ifindex, asked);
    const existing = this.get(ifindex, address);
    if (existing) return existing;
    const entry = new NeighborEntry(ifindex, address);
    entry.isExtLearned = flags?.isExtLearned ?? false;
    entry.isManaged = flags?.isManaged ?? false;
    this.surroundings.construct(entry);
    this.entries.set(entry.key, entry);
    return entry;
  }

  private remove(entry: NeighborEntry): void {
    this.nud.stop(entry);
    this.entries.delete(entry.key);
    this.surroundings.announceDelete(entry);
  }

  /** `__neigh_update` */
  private update(entry: NeighborEntry, update: Update): Refusal | undefined {
    const { admin, state } = update;
    const old = entry.state;
    if (!admin && (old === 'NOARP' || old === 'PERMANENT')) return { code: 'EPERM' };
    let isNews = admin !== undefined && this.setFlags(entry, admin);
    let refusal: Refusal | undefined;
    if (typeof admin === 'object' && (admin.use || admin.isManaged)) {
      entry.state = this.rules.stateToResolve(old);
    } else if (!isValidState(state)) {
      this.nud.stop(entry);
      entry.state = state;
      const isGivenUp = state === 'FAILED' && (old === 'INCOMPLETE' || old === 'PROBE');
      // a changed flag alone goes untold here
      isNews = isValidState(old) || isGivenUp;
    } else if (update.lladdr === undefined && !isValidState(old)) {
      refusal = { code: 'EINVAL', extAck: 'No link layer address given' };
    } else isNews = this.setValid(entry, update) || isNews;
    if (isNews) this.surroundings.announce(entry);
    return refusal;
  }

  /** Every write sets the flags anew. @returns whether one changed */
  private setFlags(entry: NeighborEntry, admin: SetNeighborRequest | 'delete'): boolean {
    const written = admin === 'delete' ? { isExtLearned: false, isManaged: false } : admin;
    const isManaged = this.rules.isManagedAfter(entry.isManaged, written.isManaged);
    const isChanged = entry.isExtLearned !== written.isExtLearned || entry.isManaged !== isManaged;
    entry.isExtLearned = written.isExtLearned;
    entry.isManaged = isManaged;
    return isChanged;
  }

  /** A state with a MAC. @returns whether that is news */
  private setValid(entry: NeighborEntry, update: Update): boolean {
    const { isOverride, isRouter } = update;
    const old = entry.state;
    const now = this.clock.now();
    const wasValid = entry.isValid;
    const lladdr = update.lladdr ?? entry.lladdr;
    const isMoved = !wasValid || lladdr !== entry.lladdr;
    let { state } = update;
    if (state === 'REACHABLE' || state === 'PERMANENT' || state === 'NOARP') {
      entry.confirmedAt = now;
    }
    // somebody else claims the address while it is locked, or an old acquaintance says hello
    if (wasValid && isMoved && !isOverride) return false;
    if (wasValid && !isMoved && state === 'STALE' && !update.admin) state = old;
    let isNews = isMoved;
    if (state !== old || isMoved) entry.updatedAt = now;
    if (state !== old) {
      this.nud.enterValid(entry, state);
      isNews = true;
    }
    entry.lladdr = lladdr;
    if (isRouter !== undefined) {
      const after = update.admin ? this.rules.isRouterAfter(entry.isRouter, isRouter) : isRouter;
      isNews ||= after !== entry.isRouter;
      entry.isRouter = after;
    }
    return isNews;
  }
}

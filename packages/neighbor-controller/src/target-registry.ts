import { inject, injectable } from 'inversify';
import { AgentError, type Cancel, Clock, plainText } from '@kith/agent-api';
import {
  checkTarget,
  type HeldRemoval,
  type HeldRemovals,
  type RefusedTarget,
  type TargetAddress,
  type TargetClaim,
  type TargetClass,
  type Targets,
  type TargetSource,
  type TargetSourceInfo,
} from '@kith/neighbor-api';
import type { IfIndex, IpAddress } from '@kith/net-types';

import { FewKeys } from './few-keys.js';
import { RemovalGuard } from './removal-guard.js';

/** Identity of a target: its address, and its device where it is meant on one only. */
export type TargetKey = string & { readonly __brand: 'TargetKey' };

export interface Target {
  readonly key: TargetKey;
  readonly address: IpAddress;
  readonly ifindex: IfIndex | undefined;
  /** A target lives until its last owner lets go. */
  readonly owners: TargetOwner[];
}

export interface TargetOwner {
  /** `static/node2` */
  readonly id: string;
  readonly class: TargetClass;
}

export interface SourceState extends TargetSourceInfo {
  isSynced: boolean;
  readonly owners: Map<string, OwnerState>;
}

export interface OwnerState extends TargetOwner {
  /** What the source gave us, kept by reference: asked again when there is room. */
  claim: TargetClaim;
  /** It let go; some of its targets are held. */
  isGone: boolean;
  readonly keys: FewKeys<TargetKey>;
  refused: readonly RefusedTarget[];
}

/** Who wants what. Pure bookkeeping: what changes is handed to the one listener. */
@injectable()
export class TargetRegistry implements Targets, HeldRemovals {
  readonly targets = new Map<TargetKey, Target>();
  readonly sources = new Map<string, SourceState>();
  private limit = Infinity;
  /** Owners of which something was refused for being over the limit, by `source/owner`. */
  private overLimit = new Map<string, { source: SourceState; owner: string }>();
  /** As the listeners know it. */
  private wasOverLimit = false;
  private readonly listeners = new Set<TargetListener>();
  private readonly guard: RemovalGuard;

  constructor(@inject(Clock) clock: Clock) {
    this.guard = new RemovalGuard(clock, (sources) => this.endHolds(sources));
  }

  register(info: TargetSourceInfo): TargetSource {
    if (this.sources.has(info.id)) {
      throw new AgentError('internal', `two sources have the id "${info.id}"`);
    }
    const source: SourceState = { ...info, isSynced: false, owners: new Map() };
    this.sources.set(info.id, source);
    this.tell({ changed: [], sources: true });
    return {
      set: (claims) => this.update(source, claims, []),
      replace: (claims) => this.replace(source, claims),
      release: (owners) => void this.update(source, [], owners),
      synced: () => this.synced(source),
      close: () => this.close(source),
    };
  }

  /** How many targets are taken at most; raising it asks what was refused for being over it again. */
  setLimit(limit: number): void {
    this.limit = limit;
    this.tell({ changed: this.retryOverLimit(), sources: false });
  }

  /** For how long removals that are too many at once are held, in milliseconds; 0 = not at all. */
  setRemovalHold(ms: number): void {
    this.endHolds(this.guard.setHold(ms));
  }

  /** Sources that would have taken away most of what they have, and what is held of that. */
  get heldRemovals(): readonly HeldRemoval[] {
    return this.guard.removals;
  }

  /** Lets go what is held, of one source or of all. Answers what that was. */
  confirmRemovals(id?: string): readonly HeldRemoval[] {
    const isMeant = (source: string): boolean => id === undefined || source === id;
    const confirmed = this.guard.removals.filter(({ source }) => isMeant(source));
    this.endHolds(this.guard.sources.filter((source) => isMeant(source.id)));
    return confirmed;
  }

  /** Something was refused for being over the limit. */
  get isOverLimit(): boolean {
    return this.overLimit.size > 0;
  }

  get isEverySourceSynced(): boolean {
    return [...this.sources.values()].every((source) => source.isSynced);
  }

  get refused(): readonly RefusedTarget[] {
    return [...this.sources.values()].flatMap((source) =>
      [...source.owners.values()].flatMap((owner) => owner.refused),
    );
  }

  onChange(listener: TargetListener): Cancel {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private replace(source: SourceState, claims: readonly TargetClaim[]): readonly RefusedTarget[] {
    const named = new Set(claims.map((claim) => claim.owner));
    const others = [...source.owners.keys()].filter((owner) => !named.has(owner));
    return this.update(source, claims, others);
  }

  /** Has owners want what they claim, and others nothing. */
  private update(
    source: SourceState,
    claims: readonly TargetClaim[],
    gone: readonly string[],
  ): readonly RefusedTarget[] {
    const isHoldNews = this.lookAhead(source, claims, gone);
    const changed = new Set<Target>();
    // what they held may go to owners that are named before it goes to others that wait for room
    this.forget(source, gone, changed);
    const refused = claims.flatMap((claim) => this.claim(source, claim, changed));
    this.addAll(changed, this.retryOverLimit());
    this.tell({ changed, sources: isHoldNews });
    return refused;
  }

  /** Has the guard see what an update would take away. Answers whether that made any difference to what is held. */
  private lookAhead(
    source: SourceState,
    claims: readonly TargetClaim[],
    gone: readonly string[],
  ): boolean {
    const update = new Map<OwnerState, ReadonlySet<TargetKey>>();
    for (const owner of [...gone, ...claims.map((claim) => claim.owner)]) {
      const state = source.owners.get(owner);
      if (state) update.set(state, NOTHING);
    }
    if (!this.guard.concerns(source, update.keys())) return false;
    const taken = new Set<TargetKey>();
    for (const claim of claims) {
      const keys = new Set(read(claim).wanted.keys());
      const state = source.owners.get(claim.owner);
      if (state) update.set(state, keys);
      // an owner that is new takes it over
      else for (const key of keys) taken.add(key);
    }
    return this.guard.look(source, update, taken);
  }

  private endHolds(sources: readonly SourceState[]): void {
    if (sources.length === 0) return;
    const changed = new Set<Target>();
    for (const source of sources) {
      for (const [owner, keys] of this.guard.end(source)) {
        for (const key of keys) this.letGo(key, owner, changed);
        if (owner.isGone) source.owners.delete(owner.claim.owner);
      }
    }
    this.addAll(changed, this.retryOverLimit());
    this.tell({ changed, sources: true });
  }

  private forget(source: SourceState, owners: readonly string[], changed: Set<Target>): void {
    for (const name of owners) {
      const owner = source.owners.get(name);
      if (!owner) continue;
      this.overLimit.delete(owner.id);
      this.keepOnly(NOTHING, owner, changed);
      owner.isGone = true;
      owner.claim = { owner: name, addresses: [] };
      owner.refused = [];
      if (owner.keys.size === 0) source.owners.delete(name);
    }
  }

  private synced(source: SourceState): void {
    if (source.isSynced) return;
    source.isSynced = true;
    this.tell({ changed: [], sources: true });
  }

  private close(source: SourceState): void {
    if (this.sources.get(source.id) !== source) return;
    // it was turned off, which is meant
    this.guard.end(source);
    const changed = new Set<Target>();
    this.forget(source, [...source.owners.keys()], changed);
    this.addAll(changed, this.retryOverLimit());
    this.tell({ changed, sources: false });
    this.sources.delete(source.id);
    this.tell({ changed: [], sources: true });
  }

  /** Makes an owner's targets exactly these; adds what that touched to `changed`. */
  private claim(source: SourceState, claim: TargetClaim, changed: Set<Target>): RefusedTarget[] {
    let state = source.owners.get(claim.owner);
    if (!state) {
      const id = `${source.id}/${claim.owner}`;
      state = { id, class: source.class, claim, isGone: false, keys: new FewKeys(), refused: [] };
      source.owners.set(claim.owner, state);
    }
    state.claim = claim;
    state.isGone = false;

    const { wanted, refusals } = read(claim);
    const refused: RefusedTarget[] = refusals.map((refusal) => ({ owner: state.id, ...refusal }));
    this.keepOnly(wanted, state, changed);
    let tooMany = 0;
    for (const [key, { address, ifindex }] of wanted) {
      let target = this.targets.get(key);
      if (!target) {
        if (this.targets.size >= this.limit) {
          tooMany++;
          continue;
        }
        // made with its owner, as most have one: what is pushed to an empty array takes room for seventeen
        target = { key, address, ifindex, owners: [state] };
        this.targets.set(key, target);
      } else if (target.owners.includes(state)) continue;
      else target.owners.push(state);
      state.keys.add(key);
      changed.add(target);
    }
    if (tooMany > 0) {
      // one line for all of them: a source may offer a million
      const reason = `over maxTargets (${this.limit}); raise it or offer fewer`;
      refused.push({
        owner: state.id,
        address: `${tooMany} address${tooMany === 1 ? '' : 'es'}`,
        reason,
      });
      this.overLimit.set(state.id, { source, owner: claim.owner });
    } else this.overLimit.delete(state.id);
    state.refused = refused;
    return refused;
  }

  /** Has an owner let go of everything else, but of what is held. */
  private keepOnly(
    wanted: { has(key: TargetKey): boolean },
    owner: OwnerState,
    changed: Set<Target>,
  ): void {
    for (const key of [...owner.keys]) {
      if (!wanted.has(key) && !this.guard.isHeld(owner, key)) this.letGo(key, owner, changed);
    }
  }

  private letGo(key: TargetKey, owner: OwnerState, changed: Set<Target>): void {
    owner.keys.delete(key);
    const target = this.targets.get(key);
    const place = target?.owners.indexOf(owner) ?? -1;
    if (!target || place < 0) return;
    target.owners.splice(place, 1);
    if (target.owners.length === 0) this.targets.delete(key);
    changed.add(target);
  }

  private retryOverLimit(): Iterable<Target> {
    const changed = new Set<Target>();
    if (this.overLimit.size === 0 || this.targets.size >= this.limit) return changed;
    const waiting = this.overLimit;
    this.overLimit = new Map();
    for (const { source, owner } of waiting.values()) {
      const state = source.owners.get(owner);
      if (state) this.claim(source, state.claim, changed);
    }
    return changed;
  }

  private addAll(into: Set<Target>, targets: Iterable<Target>): void {
    for (const target of targets) into.add(target);
  }

  private tell(change: { changed: Iterable<Target>; sources: boolean }): void {
    const targets = [...change.changed];
    const isLimitNews = this.isOverLimit !== this.wasOverLimit;
    this.wasOverLimit = this.isOverLimit;
    if (targets.length === 0 && !change.sources && !isLimitNews) return;
    for (const listener of this.listeners) listener(targets, change.sources || isLimitNews);
  }
}

/** `targets` came, went (no owners left) or changed owners; `sources`: one came, went, synced, or was the first or last over the limit. */
export type TargetListener = (targets: readonly Target[], sources: boolean) => void;

export function targetKey(address: IpAddress, ifindex: IfIndex | undefined): TargetKey {
  return (ifindex === undefined ? address : `${address}%${ifindex}`) as TargetKey;
}

const NOTHING: ReadonlySet<TargetKey> = new Set();

interface Wanted {
  readonly address: IpAddress;
  readonly ifindex: IfIndex | undefined;
}

/** What a claim comes to, and what of it can be no target. */
function read(claim: TargetClaim): {
  readonly wanted: ReadonlyMap<TargetKey, Wanted>;
  readonly refusals: readonly Pick<RefusedTarget, 'address' | 'reason'>[];
} {
  const wanted = new Map<TargetKey, Wanted>();
  const refusals: Pick<RefusedTarget, 'address' | 'reason'>[] = [];
  for (const item of claim.addresses) {
    const { text, ifindex } = split(item);
    const checked = checkTarget(text);
    if ('reason' in checked) refusals.push({ address: plainText(text), reason: checked.reason });
    else wanted.set(targetKey(checked.address, ifindex), { address: checked.address, ifindex });
  }
  return { wanted, refusals };
}

function split(item: TargetAddress): { text: string; ifindex: IfIndex | undefined } {
  return typeof item === 'string'
    ? { text: item, ifindex: undefined }
    : { text: item.address, ifindex: item.ifindex };
}

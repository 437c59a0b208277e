import { injectable } from 'inversify';
import { AgentError, type Cancel } from '@kith/agent-api';
import {
  checkTarget,
  type RefusedTarget,
  type TargetAddress,
  type TargetClaim,
  type TargetClass,
  type Targets,
  type TargetSource,
} from '@kith/neighbor-api';
import type { IfIndex, IpAddress } from '@kith/net-types';

import { FewKeys } from './few-keys.js';

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

export interface SourceState {
  readonly id: string;
  readonly class: TargetClass;
  isSynced: boolean;
  readonly owners: Map<string, OwnerState>;
}

interface OwnerState extends TargetOwner {
  /** What the source gave us, kept by reference: asked again when there is room. */
  claim: TargetClaim;
  readonly keys: FewKeys<TargetKey>;
  refused: readonly RefusedTarget[];
}

/** Who wants what. Pure bookkeeping: what changes is handed to the one listener. */
@injectable()
export class TargetRegistry implements Targets {
  readonly targets = new Map<TargetKey, Target>();
  readonly sources = new Map<string, SourceState>();
  private limit = Infinity;
  /** Owners of which something was refused for being over the limit, by `source/owner`. */
  private overLimit = new Map<string, { source: SourceState; owner: string }>();
  /** As the listeners know it. */
  private wasOverLimit = false;
  private readonly listeners = new Set<TargetListener>();

  register(info: { readonly id: string; readonly class: TargetClass }): TargetSource {
    if (this.sources.has(info.id)) {
      throw new AgentError('internal', `two sources have the id "${info.id}"`);
    }
    const source: SourceState = { ...info, isSynced: false, owners: new Map() };
    this.sources.set(info.id, source);
    this.tell({ changed: [], sources: true });
    return {
      set: (claims) => this.set(source, claims),
      replace: (claims) => this.replace(source, claims),
      release: (owners) => this.release(source, owners),
      synced: () => this.synced(source),
      close: () => this.close(source),
    };
  }

  /** How many targets are taken at most; raising it asks what was refused for being over it again. */
  setLimit(limit: number): void {
    this.limit = limit;
    this.tell({ changed: this.retryOverLimit(), sources: false });
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

  private set(
    source: SourceState,
    claims: readonly TargetClaim[],
    changed = new Set<Target>(),
  ): readonly RefusedTarget[] {
    const refused = claims.flatMap((claim) => this.claim(source, claim, changed));
    this.addAll(changed, this.retryOverLimit());
    this.tell({ changed: [...changed], sources: false });
    return refused;
  }

  private replace(source: SourceState, claims: readonly TargetClaim[]): readonly RefusedTarget[] {
    const named = new Set(claims.map((claim) => claim.owner));
    const changed = new Set<Target>();
    // what they held may go to owners that are named before it goes to others that wait for room
    this.forget(
      source,
      [...source.owners.keys()].filter((owner) => !named.has(owner)),
      changed,
    );
    return this.set(source, claims, changed);
  }

  private release(source: SourceState, owners: readonly string[]): void {
    const changed = new Set<Target>();
    this.forget(source, owners, changed);
    this.addAll(changed, this.retryOverLimit());
    this.tell({ changed: [...changed], sources: false });
  }

  private forget(source: SourceState, owners: readonly string[], changed: Set<Target>): void {
    for (const owner of owners) {
      const state = source.owners.get(owner);
      if (!state) continue;
      for (const key of state.keys) this.letGo(key, state, changed);
      source.owners.delete(owner);
      this.overLimit.delete(`${source.id}/${owner}`);
    }
  }

  private synced(source: SourceState): void {
    if (source.isSynced) return;
    source.isSynced = true;
    this.tell({ changed: [], sources: true });
  }

  private close(source: SourceState): void {
    if (this.sources.get(source.id) !== source) return;
    this.release(source, [...source.owners.keys()]);
    this.sources.delete(source.id);
    this.tell({ changed: [], sources: true });
  }

  /** Makes an owner's targets exactly these; adds what that touched to `changed`. */
  private claim(source: SourceState, claim: TargetClaim, changed: Set<Target>): RefusedTarget[] {
    let state = source.owners.get(claim.owner);
    if (!state) {
      const id = `${source.id}/${claim.owner}`;
      state = { id, class: source.class, claim, keys: new FewKeys(), refused: [] };
      source.owners.set(claim.owner, state);
    }
    state.claim = claim;

    const refused: RefusedTarget[] = [];
    const wanted = new Map<TargetKey, { address: IpAddress; ifindex: IfIndex | undefined }>();
    for (const item of claim.addresses) {
      const { text, ifindex } = split(item);
      const checked = checkTarget(text);
      if ('reason' in checked)
        refused.push({ owner: state.id, address: text, reason: checked.reason });
      else wanted.set(targetKey(checked.address, ifindex), { address: checked.address, ifindex });
    }
    for (const key of [...state.keys]) {
      if (wanted.has(key)) continue;
      state.keys.delete(key);
      this.letGo(key, state, changed);
    }
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

  private letGo(key: TargetKey, owner: TargetOwner, changed: Set<Target>): void {
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

function split(item: TargetAddress): { text: string; ifindex: IfIndex | undefined } {
  return typeof item === 'string'
    ? { text: item, ifindex: undefined }
    : { text: item.address, ifindex: item.ifindex };
}

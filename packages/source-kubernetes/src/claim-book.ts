import type { RefusedTarget, TargetClaim, TargetSource } from '@kith/neighbor-api';

import type { WatchEvent } from './kube-api.js';
import type { ListWatchSink } from './list-watch.js';
import { type ClaimOf, ownerOf } from './object-claims.js';

/** Who is told of what does not go as it should. */
export interface ClaimReport {
  /** A listing is not believed yet, and why; undefined = the last one was. */
  doubted(why: string | undefined): void;
  refused(refused: readonly RefusedTarget[]): void;
}

/** The node that this runs on. */
export interface Self {
  readonly name: string;
  /** It has to be in every listing, also in the first. */
  readonly isExpected: boolean;
}

/**
 * Turns what is listed and what happens into claims of a source. A listing with nothing in it although there was something, or
 * one that lacks this node, adds but takes nothing away until the next one says the same: a server that is starting may not
 * know everything yet.
 */
export class ClaimBook implements ListWatchSink<TargetClaim> {
  /** What each owner wants, as one text: what says the same again is no news. */
  private known = new Map<string, string>();
  private doubt: string | undefined;
  /** This node's name, and whether it was among them; undefined = nothing is known of it yet. */
  private lastSelf: { readonly name: string; readonly isThere: boolean } | undefined;

  constructor(
    private readonly source: TargetSource,
    private readonly claimOf: ClaimOf,
    private readonly self: () => Self | undefined,
    private readonly report: ClaimReport,
  ) {}

  /** What the next listing says is looked at by itself: others are asked for now. */
  forgetDoubt(): void {
    this.doubt = undefined;
  }

  read(object: unknown): TargetClaim | undefined {
    return this.claimOf(object);
  }

  listed(all: readonly TargetClaim[]): boolean {
    const self = this.self();
    const claims = all.filter(({ owner }) => owner !== self?.name);
    const hasSelf = claims.length < all.length;
    const doubt = this.doubtAbout(claims.length === 0, hasSelf, self);
    const isBelieved = doubt === undefined || doubt === this.doubt;
    this.doubt = isBelieved ? undefined : doubt;
    this.report.doubted(this.doubt);
    if (isBelieved) this.replace(claims);
    else this.set(claims);
    if (self && (hasSelf || isBelieved)) this.lastSelf = { name: self.name, isThere: hasSelf };
    return isBelieved;
  }

  happened(events: readonly WatchEvent[]): void {
    const claims = new Map<string, TargetClaim | undefined>();
    for (const { type, object } of events) {
      if (type === 'BOOKMARK') continue;
      const claim = type === 'DELETED' ? undefined : this.claimOf(object);
      const owner = ownerOf(object);
      if (owner === undefined) continue;
      if (owner === this.self()?.name)
        this.lastSelf = { name: owner, isThere: claim !== undefined };
      else claims.set(owner, claim);
    }
    const gone = [...claims].flatMap(([owner, claim]) =>
      claim === undefined && this.known.delete(owner) ? [owner] : [],
    );
    // first: an address that moves from one object to another is wanted all along
    this.set([...claims.values()].filter((claim) => claim !== undefined));
    if (gone.length > 0) this.source.release(gone);
  }

  private set(claims: readonly TargetClaim[]): void {
    const news = claims.filter((claim) => this.known.get(claim.owner) !== textOf(claim));
    if (news.length === 0) return;
    for (const claim of news) this.known.set(claim.owner, textOf(claim));
    this.report.refused(this.source.set(news));
  }

  /** Also where it says the same again: it is a listing of its own. */
  private replace(claims: readonly TargetClaim[]): void {
    this.known = new Map(claims.map((claim) => [claim.owner, textOf(claim)]));
    this.report.refused(this.source.replace(claims));
    this.source.synced();
  }

  private doubtAbout(
    isEmpty: boolean,
    hasSelf: boolean,
    self: Self | undefined,
  ): string | undefined {
    if (isEmpty && this.known.size > 0) return `it lists none, where there were ${this.known.size}`;
    if (self === undefined || hasSelf) return undefined;
    const isMissed = this.lastSelf?.name === self.name ? this.lastSelf.isThere : self.isExpected;
    return isMissed ? `it does not list this node, ${self.name}` : undefined;
  }
}

function textOf({ addresses }: TargetClaim): string {
  return JSON.stringify(addresses);
}

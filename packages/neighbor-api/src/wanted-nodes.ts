import type { Logger } from '@kith/agent-api';
import type { AddressFamily } from '@kith/net-types';

import type { LabelSelector } from './label-selector.js';
import { nodeClaim, type NodeRecord } from './node-record.js';
import type { TargetClaim, TargetSource } from './targets.js';
import { warnOfRefused } from './warn-of-refused.js';

/** Which nodes, and what of them; as `nodeChoice` has it in a config. */
export interface NodeWish {
  readonly isSelected: LabelSelector;
  readonly families: readonly AddressFamily[];
}

/** Tells Targets which nodes are wanted; what says the same again is not told. */
export class WantedNodes {
  /** What Targets was told last, by owner. */
  private told = new Map<string, string>();

  constructor(
    private readonly source: TargetSource,
    private readonly logger: Logger,
  ) {}

  /** These and no others. */
  replace(records: Iterable<NodeRecord>, wish: NodeWish): void {
    const claims = [...records].flatMap((record) => claimOf(record, wish));
    const isSame =
      claims.length === this.told.size &&
      claims.every((claim) => this.told.get(claim.owner) === textOf(claim));
    // a listing that says the same again would count as one that confirms the last
    if (isSame) return;
    this.told = new Map(claims.map((claim) => [claim.owner, textOf(claim)]));
    warnOfRefused(this.logger, this.source.replace(claims));
  }

  /** What has become of some of them, by name; undefined = it is gone. */
  change(records: ReadonlyMap<string, NodeRecord | undefined>, wish: NodeWish): void {
    const claims: TargetClaim[] = [];
    const gone: string[] = [];
    for (const [owner, record] of records) {
      const [claim] = record ? claimOf(record, wish) : [];
      if (!claim) {
        if (this.told.delete(owner)) gone.push(owner);
      } else if (this.told.get(owner) !== textOf(claim)) {
        this.told.set(owner, textOf(claim));
        claims.push(claim);
      }
    }
    // first: an address that moves from one node to another is wanted all along
    if (claims.length > 0) warnOfRefused(this.logger, this.source.set(claims));
    if (gone.length > 0) this.source.release(gone);
  }
}

function claimOf(record: NodeRecord, { isSelected, families }: NodeWish): readonly TargetClaim[] {
  return isSelected(record.labels ?? {}) ? [nodeClaim(record, families)] : [];
}

function textOf({ addresses }: TargetClaim): string {
  return JSON.stringify([...addresses].sort());
}

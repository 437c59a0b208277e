import type { Cancel } from '@kith/agent-api';
import type { NeighborKey } from '@kith/net-types';
import type { ServiceIdentifier } from 'inversify';

import type { TargetClass } from './targets.js';

/**
 * Decides when it is a neighbor's turn to be resolved anew or confirmed; writes nothing.
 * Implemented by refresh-controller; neighbor-controller says what is to be kept fresh, and acts on what is due.
 */
export interface RefreshController {
  /** After so many failed rounds of probes in a row a neighbor is to be parked. */
  readonly parkAfter: number;
  /** Neighbors that the kernel keeps resolved by itself have turns too: profile `fast`. */
  readonly confirmsAll: boolean;
  /** These have turns from now on; a wish replaces an earlier one of its key. Idempotent. */
  set(wishes: readonly RefreshWish[]): void;
  /** These have no turns any more. Idempotent. */
  forget(keys: readonly NeighborKey[]): void;
  /** The kernel has just resolved these, and keeps them so by itself; should they be a crowd, each has one turn soon. */
  spread(keys: readonly NeighborKey[]): void;
  /** These served until now and FAILED: each is asked once more as soon as the budget allows, whoever keeps it resolved. */
  retry(wishes: readonly Pick<RefreshWish, 'key' | 'class'>[]): void;
  /** It is the turn of these, within the budget: each is to be planned with cause `solicit`. */
  onDue(listener: (keys: readonly NeighborKey[]) => void): Cancel;
}

export const RefreshController = Symbol.for(
  '@kith/neighbor-api/RefreshController',
) as ServiceIdentifier<RefreshController>;

/** A desired neighbor that has turns. */
export interface RefreshWish {
  readonly key: NeighborKey;
  /** `period`: it is kept fresh; `parked`: it does not answer, and is asked for less and less often. */
  readonly mode: 'period' | 'parked';
  /** Parked by an agent before us: whether it answers now nobody knows, so its first turn is at once. */
  readonly isUntried?: true;
  /** Which interval is its, and who comes first where the budget is tight. */
  readonly class: TargetClass;
}

import type { IfIndex, IpAddress, MacAddress, Neighbor, NudState } from '@kith/net-types';
import type { ServiceIdentifier } from 'inversify';

/** What a strategy may say: it makes an entry ours, or takes one of ours away. */
export type NeighborWrite = SetNeighbor | DeleteNeighbor;

/** What the writer carries out. */
export type AppliedWrite = NeighborWrite | RestateNeighbor;

/** Creates or replaces an entry; it becomes exactly this, plus extern_learn and our mark. */
export interface SetNeighbor {
  readonly kind: 'set';
  readonly ifindex: IfIndex;
  readonly address: IpAddress;
  /** The kernel keeps it resolved. */
  readonly isManaged: boolean;
  /** NONE leaves a managed write's state to the kernel. */
  readonly state: NudState;
  /** Needed with a valid state. */
  readonly lladdr?: MacAddress;
  /** Carried over from the observed entry: a non-managed IPv6 write that leaves it out clears it. */
  readonly isRouter: boolean;
  /** Resolve it now unless it is valid (NTF_USE). */
  readonly use: boolean;
}

/** Success is that the entry is gone: deleting what is absent succeeds. */
export interface DeleteNeighbor {
  readonly kind: 'delete';
  readonly ifindex: IfIndex;
  readonly address: IpAddress;
}

/**
 * Makes an entry of somebody else exactly this, and leaves it theirs. The only write without our mark (I1): it asks
 * whether the neighbor answers before the entry is taken over, and puts the entry back as it was.
 */
export interface RestateNeighbor extends Neighbor {
  readonly kind: 'restate';
}

/** What became of one write; a refusal of one is none of the others. */
export type WriteResult =
  { readonly ok: true } | { readonly ok: false; readonly error: WriteFailure };

/** Why the kernel refused a write. */
export interface WriteFailure {
  /** Errno name, `EPERM`. */
  readonly code: string;
  /** What was asked and what the kernel said, in one line. */
  readonly message: string;
  /** The device is gone (ENODEV) or has the family off: not ours to retry, a link event will tell. */
  readonly isDeviceGone: boolean;
}

/** Sends planned writes. Implemented by neighbor-writer; neighbor-controller is the only caller of `apply`. */
export interface NeighborWriter {
  /** Our NDA_PROTOCOL value, 1-255. */
  readonly mark: number;
  /** Sends the writes in order, in as few calls as possible; one result each, in order. What succeeded is folded into KernelState. */
  apply(writes: readonly AppliedWrite[]): Promise<readonly WriteResult[]>;
}

export const NeighborWriter = Symbol.for(
  '@kith/neighbor-api/NeighborWriter',
) as ServiceIdentifier<NeighborWriter>;

/** Name of the InstanceLock that whoever writes with this mark holds. */
export function markLock(mark: number): string {
  return `neighbor-mark-${mark}`;
}

/**
 * Whether an entry is ours (I1): it carries our mark and extern_learn. The mark alone proves nothing: it
 * survives an administrator's `ip neigh replace ... nud permanent`.
 */
export function isOurs(neighbor: Neighbor, mark: number): boolean {
  return neighbor.protocol === mark && neighbor.isExtLearned;
}

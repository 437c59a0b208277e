import type { ServiceIdentifier } from 'inversify';

/** How to reach one member of etcd. */
export interface EtcdAccess {
  /** `http://10.0.0.1:2379`; `https:` = over TLS. */
  readonly endpoint: string;
  /** Files in PEM; read at each connect. No `ca` = the authorities that Node trusts. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  /** Who to be, if etcd has users; the file is read at each authentication. */
  readonly user?: { readonly name: string; readonly passwordFile: string };
}

/** Keys from `start` (inclusive) to `end` (exclusive), by their bytes. */
export interface EtcdRange {
  readonly start: Buffer;
  readonly end: Buffer;
}

export interface EtcdListing extends EtcdRange {
  /** As it was then; absent = now, as most of the members know it. */
  readonly revision?: number;
  readonly limit: number;
  readonly isKeysOnly?: boolean;
}

export interface EtcdKeyValue {
  readonly key: Buffer;
  /** Absent = it was not asked for, or is too large. */
  readonly value?: Buffer;
}

/** A page of a listing. */
export interface EtcdPage {
  readonly clusterId: string;
  /** Of the cluster's leader: each further one has a higher one. */
  readonly term: number;
  /** Of the whole store, at the time of the answer. */
  readonly revision: number;
  /** In the order of their keys. */
  readonly pairs: readonly EtcdKeyValue[];
  /** There are further ones beyond the limit. */
  readonly isPartial: boolean;
}

export interface EtcdChange {
  readonly kind: 'put' | 'delete';
  readonly key: Buffer;
  /** Absent when deleted. */
  readonly value?: Buffer;
}

/** What happened, in order; whole revisions. */
export interface EtcdChanges {
  /** The last one that is in here; undefined where nothing has happened yet. */
  readonly revision: number | undefined;
  readonly changes: readonly EtcdChange[];
}

/** A connection to one member. All of it fails with an EtcdError. */
export interface EtcdConnection {
  list(listing: EtcdListing, signal: AbortSignal): Promise<EtcdPage>;
  /** All since `revision`, that included; an empty one first, once it is heard. Ends only by an error. */
  watch(range: EtcdRange, revision: number, signal: AbortSignal): AsyncIterable<EtcdChanges>;
  close(): void;
}

/** Connects to etcd. The only implementation that opens sockets is GrpcEtcdClient. */
export interface EtcdClient {
  /** Resolves once it knows who it is, if it has to be somebody. @throws EtcdError */
  connect(access: EtcdAccess, signal: AbortSignal): Promise<EtcdConnection>;
}

export const EtcdClient = Symbol.for(
  '@kith/source-etcd/EtcdClient',
) as ServiceIdentifier<EtcdClient>;

/** `compacted`: the revision is history; `too-large`: an answer is more than is read; `no-users`: etcd has none. */
export type EtcdErrorKind = 'compacted' | 'too-large' | 'no-users' | 'other';

/** What went wrong with etcd; the message says what, and the cure, but not with which endpoint. */
export class EtcdError extends Error {
  override readonly name = 'EtcdError';

  constructor(
    readonly kind: EtcdErrorKind,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

export function isEtcdError(error: unknown, kind: EtcdErrorKind): error is EtcdError {
  return error instanceof EtcdError && error.kind === kind;
}

import type { Message, Type } from 'protobufjs';

import type { protobuf } from './libraries.js';

type Protobuf = typeof protobuf;

/**
 * The part of etcd's API that is used: rpc.proto, kv.proto of etcd-io/etcd (api/etcdserverpb, api/mvccpb), stable since 3.0;
 * `fragment` since 3.4. Fields that are not named here are skipped when read.
 */
const MESSAGES = {
  ResponseHeader: fields({
    cluster_id: ['uint64', 1],
    revision: ['int64', 3],
    raft_term: ['uint64', 4],
  }),
  KeyValue: fields({ key: ['bytes', 1], mod_revision: ['int64', 3], value: ['bytes', 5] }),
  RangeRequest: fields({
    key: ['bytes', 1],
    range_end: ['bytes', 2],
    limit: ['int64', 3],
    revision: ['int64', 4],
    keys_only: ['bool', 8],
  }),
  RangeResponse: fields({
    header: ['ResponseHeader', 1],
    kvs: ['KeyValue', 2, 'repeated'],
    more: ['bool', 3],
  }),
  WatchCreateRequest: fields({
    key: ['bytes', 1],
    range_end: ['bytes', 2],
    start_revision: ['int64', 3],
    fragment: ['bool', 8],
  }),
  WatchRequest: fields({ create_request: ['WatchCreateRequest', 1] }),
  Event: fields({ type: ['int32', 1], kv: ['KeyValue', 2] }),
  WatchResponse: fields({
    header: ['ResponseHeader', 1],
    created: ['bool', 3],
    canceled: ['bool', 4],
    compact_revision: ['int64', 5],
    cancel_reason: ['string', 6],
    fragment: ['bool', 7],
    events: ['Event', 11, 'repeated'],
  }),
  AuthenticateRequest: fields({ name: ['string', 1], password: ['string', 2] }),
  AuthenticateResponse: fields({ header: ['ResponseHeader', 1], token: ['string', 2] }),
};

type Number64 = number | { toNumber(): number; toString(): string };

interface KeyValue {
  readonly key: Buffer;
  readonly value: Buffer;
  readonly mod_revision: Number64;
}

interface Header {
  readonly cluster_id: Number64;
  readonly revision: Number64;
  readonly raft_term: Number64;
}

export interface RangeResponse {
  readonly header: Header | null;
  readonly kvs: readonly KeyValue[];
  readonly more: boolean;
}

export interface WatchResponse {
  readonly created: boolean;
  readonly canceled: boolean;
  readonly compact_revision: Number64;
  readonly cancel_reason: string;
  /** The rest of its revision is still to come. */
  readonly fragment: boolean;
  readonly events: readonly { readonly type: number; readonly kv: KeyValue | null }[];
}

export interface AuthenticateResponse {
  readonly token: string;
}

/** One method of etcd, by its path, and how its messages are written. */
export interface EtcdMethod<Response> {
  readonly path: string;
  readonly encode: (request: object) => Buffer;
  readonly decode: (bytes: Buffer) => Response;
}

export interface EtcdMethods {
  readonly range: EtcdMethod<RangeResponse>;
  readonly watch: EtcdMethod<WatchResponse>;
  readonly authenticate: EtcdMethod<AuthenticateResponse>;
}

export function etcdMethods({ Root }: Protobuf): EtcdMethods {
  const root = Root.fromJSON({ nested: MESSAGES });
  const method = <Response>(path: string, name: string): EtcdMethod<Response> => {
    const request: Type = root.lookupType(`${name}Request`);
    const response: Type = root.lookupType(`${name}Response`);
    return {
      path: `/etcdserverpb.${path}`,
      encode: (message) => Buffer.from(request.encode(request.fromObject(message)).finish()),
      decode: (bytes) => response.decode(bytes) as Message & Response,
    };
  };
  return {
    range: method('KV/Range', 'Range'),
    watch: method('Watch/Watch', 'Watch'),
    authenticate: method('Auth/Authenticate', 'Authenticate'),
  };
}

/** Revisions count writes: never so many that a number would not do. */
export function asNumber(value: Number64 | undefined): number {
  return typeof value === 'object' ? value.toNumber() : (value ?? 0);
}

function fields(described: Readonly<Record<string, readonly [string, number, 'repeated'?]>>): {
  readonly fields: Record<string, { id: number; type: string; rule?: string }>;
} {
  const entries = Object.entries(described).map(([name, [type, id, rule]]) => {
    return [name, { id, type, ...(rule && { rule }) }] as const;
  });
  return { fields: Object.fromEntries(entries) };
}

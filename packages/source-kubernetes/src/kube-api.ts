import type { ServiceIdentifier } from 'inversify';

/** What is listed and watched. */
export interface KubeResource {
  /** As RBAC names it: `nodes`. */
  readonly plural: string;
  /** `/api/v1/nodes` */
  readonly path: string;
}

export const NODES: KubeResource = { plural: 'nodes', path: '/api/v1/nodes' };
export const ENDPOINT_SLICES: KubeResource = {
  plural: 'endpointslices',
  path: '/apis/discovery.k8s.io/v1/endpointslices',
};

/** Part of a listing. Objects are as the server sent them: unchecked. */
export interface ListPage {
  readonly items: readonly unknown[];
  /** Of the whole listing: where a watch goes on. */
  readonly resourceVersion: string;
  /** Asks for the next part; undefined = this was the last. */
  readonly continueToken: string | undefined;
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: unknown;
}

/** Requests to the API server. Every one rejects with a KubeError that says what to do, or with the signal's reason. */
export interface KubeApi {
  list(
    resource: KubeResource,
    query: {
      readonly labelSelector: string;
      readonly limit: number;
      readonly continueToken: string | undefined;
    },
    signal: AbortSignal,
  ): Promise<ListPage>;
  /** What happens after `resourceVersion`, in batches; ends when the server ends it, after `timeout` ms. */
  watch(
    resource: KubeResource,
    query: {
      readonly labelSelector: string;
      readonly resourceVersion: string;
      readonly timeout: number;
    },
    signal: AbortSignal,
  ): AsyncIterable<readonly WatchEvent[]>;
}

export const KubeApi = Symbol.for('@kith/source-kubernetes/KubeApi') as ServiceIdentifier<KubeApi>;

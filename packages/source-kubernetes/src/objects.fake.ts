import type { WatchEvent } from './kube-api.js';

/** As the API server has it: `node('node2', '10.0.0.2')`. */
export function node(name: string, ...addresses: readonly string[]): unknown {
  return {
    metadata: { name },
    status: { addresses: addresses.map((address) => ({ type: 'InternalIP', address })) },
  };
}

/** Something that happens to an object, at a version. */
export function event(
  type: WatchEvent['type'],
  resourceVersion: string,
  object: unknown = {},
): WatchEvent {
  const { metadata, ...rest } = object as { metadata?: object };
  return { type, object: { ...rest, metadata: { ...metadata, resourceVersion } } };
}

import { type Asked, explainAnswer } from './explain-failure.js';
import type { ListPage, WatchEvent } from './kube-api.js';
import { KubeError } from './kube-error.js';

const EVENT_TYPES: ReadonlySet<unknown> = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK']);

/** A page of a listing, of what was answered. @throws KubeError where it is none */
export function pageOf(body: string, asked: Asked): ListPage {
  const { items, metadata } = parsed(body, asked) as {
    readonly items?: unknown;
    readonly metadata?: { readonly resourceVersion?: unknown; readonly continue?: unknown };
  };
  const version = metadata?.resourceVersion;
  if (!Array.isArray(items) || typeof version !== 'string' || version === '') {
    throw new KubeError(`${asked.server} answered with no list of ${asked.resource.plural}`);
  }
  const token = metadata?.continue;
  const continueToken = typeof token === 'string' && token !== '' ? token : undefined;
  return { items, resourceVersion: version, continueToken };
}

/** What a line of a watch tells. @throws KubeError where the server says that it cannot go on */
export function eventOf(line: unknown, asked: Asked): WatchEvent {
  const { type, object } = Object(line) as { readonly type?: unknown; readonly object?: unknown };
  if (EVENT_TYPES.has(type)) return { type: type as WatchEvent['type'], object };
  const { code, message } = Object(object) as {
    readonly code?: unknown;
    readonly message?: unknown;
  };
  const status = type === 'ERROR' && typeof code === 'number' ? code : 0;
  throw explainAnswer(status, JSON.stringify({ message }), asked);
}

function parsed(body: string, { server, resource }: Asked): object {
  try {
    return Object(JSON.parse(body)) as object;
  } catch (error) {
    throw new KubeError(`${server} answered with no list of ${resource.plural}`, undefined, error);
  }
}

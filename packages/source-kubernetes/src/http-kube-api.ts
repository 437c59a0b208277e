import type { IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';

import { Clock, Config } from '@kith/agent-api';
import { inject, injectable, named } from 'inversify';

import { AccessTurns } from './access-turns.js';
import {
  type Asked,
  explainAccess,
  explainAnswer,
  explainNoAnswer,
  isConnectionLost,
} from './explain-failure.js';
import { jsonLines } from './json-lines.js';
import type { KubeApi, KubeResource, ListPage, WatchEvent } from './kube-api.js';
import { KubeError } from './kube-error.js';
import { type LoadedKubeconfig, loadKubeconfig } from './load-kubeconfig.js';
import { eventOf, pageOf } from './read-answer.js';
import type { SourceKubernetesConfig } from './source-kubernetes.config.js';

/** A server that takes connections and then says nothing is as one that is away. */
const ANSWER_WITHIN_MS = 15_000;
/** All of a page, over a slow link. */
const PAGE_WITHIN_MS = 60_000;
/** A watch that should have ended by now has lost its server. */
const GRACE_MS = 10_000;
/** A peer that vanished is noticed after this and ten more seconds (libuv probes each second). */
const KEEPALIVE_MS = 15_000;
const LARGEST_PAGE = 256 * 1024 * 1024;
const LARGEST_COMPLAINT = 65_536;

type Query = Readonly<Record<string, string | number | undefined>>;

/**
 * Requests by Node's own client, with the access that @kubernetes/client-node makes of a kubeconfig. Its own list-watch
 * is not used: it never notices a server that went silent, and takes no pages and no bookmarks.
 */
@injectable()
export class HttpKubeApi implements KubeApi {
  private loaded: LoadedKubeconfig | undefined;
  private readonly turns = new AccessTurns();

  constructor(
    @inject(Config)
    @named('source-kubernetes')
    private readonly config: Config<SourceKubernetesConfig>,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async list(
    resource: KubeResource,
    query: Parameters<KubeApi['list']>[1],
    signal: AbortSignal,
  ): Promise<ListPage> {
    const { labelSelector, limit, continueToken } = query;
    return this.within(PAGE_WITHIN_MS, signal, async (limited) => {
      const { response, asked } = await this.get(
        'list',
        resource,
        { labelSelector, limit, continue: continueToken },
        limited,
      );
      const body = await bounded(response, LARGEST_PAGE).catch((error: unknown) => {
        limited.throwIfAborted();
        throw explainNoAnswer(error, asked);
      });
      return pageOf(body, asked);
    });
  }

  async *watch(
    resource: KubeResource,
    query: Parameters<KubeApi['watch']>[1],
    signal: AbortSignal,
  ): AsyncGenerator<readonly WatchEvent[]> {
    const { labelSelector, resourceVersion, timeout } = query;
    const limit = new AbortController();
    const limited = AbortSignal.any([signal, limit.signal]);
    const silent = new KubeError(`the watch of ${resource.plural} went silent`);
    const cancel = this.clock.timer(timeout + GRACE_MS, () => limit.abort(silent));
    try {
      const { response, asked } = await this.get(
        'watch',
        resource,
        {
          watch: 'true',
          allowWatchBookmarks: 'true',
          timeoutSeconds: Math.ceil(timeout / 1000),
          labelSelector,
          resourceVersion,
        },
        limited,
      );
      response.socket.setKeepAlive(true, KEEPALIVE_MS);
      response.setEncoding('utf8');
      try {
        for await (const lines of jsonLines(response))
          yield lines.map((line) => eventOf(line, asked));
      } catch (error) {
        limited.throwIfAborted();
        // one that broke is as one that was ended: whether the server is away shows when it is resumed
        if (!isConnectionLost(error)) throw explainNoAnswer(error, asked);
      } finally {
        response.destroy();
      }
    } finally {
      cancel();
    }
  }

  /** Resolves with an answer of 200, whose body is still to come. */
  private async get(
    verb: Asked['verb'],
    resource: KubeResource,
    query: Query,
    signal: AbortSignal,
  ): Promise<{ readonly response: IncomingMessage; readonly asked: Asked }> {
    const { kubeconfig, context } = this.config.current;
    this.loaded = await loadKubeconfig({ kubeconfig, context }, this.loaded);
    const { client, server } = this.loaded;
    const asked = { verb, resource, server };
    const url = urlOf(server, resource, query);
    const response = await this.within(ANSWER_WITHIN_MS, signal, async (limited) => {
      const options: RequestOptions = { headers: { accept: 'application/json' } };
      const ask = (): Promise<void> => client.applyToHTTPSOptions(options);
      await this.turns.take(client, ask, limited).catch((error: unknown) => {
        limited.throwIfAborted();
        throw explainAccess(error, kubeconfig);
      });
      return send(url, options, limited, signal).catch((error: unknown) => {
        limited.throwIfAborted();
        throw explainNoAnswer(error, asked);
      });
    });
    if (response.statusCode === 200) return { response, asked };
    const body = await bounded(response, LARGEST_COMPLAINT).catch(() => '');
    throw explainAnswer(response.statusCode ?? 0, body, asked);
  }

  /** Rejects after `ms`, or with the signal's reason. */
  private async within<T>(
    ms: number,
    signal: AbortSignal,
    ask: (limited: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const limit = new AbortController();
    const late = new KubeError(
      `${this.loaded?.server ?? 'the API server'} does not answer (${ms / 1000} s)`,
    );
    const cancel = this.clock.timer(ms, () => limit.abort(late));
    try {
      return await ask(AbortSignal.any([signal, limit.signal]));
    } finally {
      cancel();
    }
  }
}

function urlOf(server: string, { path }: KubeResource, query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  }
  return `${server}${path}?${parameters.toString()}`;
}

/** `limited` ends it while there is no answer, `signal` also later. */
async function send(
  url: string,
  options: RequestOptions,
  limited: AbortSignal,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  // TLS is a large part of Node: whoever does not use this plugin does not load it
  const { request } = await (url.startsWith('http:') ? import('node:http') : import('node:https'));
  return new Promise((resolve, reject) => {
    const asking = request(url, { ...options, signal });
    const giveUp = (): void => void asking.destroy(limited.reason as Error);
    limited.addEventListener('abort', giveUp, { once: true });
    // for good: what comes after an answer is told by the answer, and must not end the agent
    asking.on('error', reject);
    asking.once('response', (response) => {
      response.on('error', () => undefined);
      limited.removeEventListener('abort', giveUp);
      resolve(response);
    });
    asking.end();
  });
}

async function bounded(response: IncomingMessage, most: number): Promise<string> {
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > most) response.destroy(new KubeError(`an answer of more than ${most} bytes`));
  });
  return text(response);
}

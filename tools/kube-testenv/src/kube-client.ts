import { Agent } from 'node:https';

import { pemOf } from './pem-of.js';
import { type JsonAnswer, requestJson } from './request-json.js';

/** At a time; the others wait. */
const CONNECTIONS = 20;

/** Requests to a kube-apiserver, as the user whom a client certificate names. */
export class KubeClient {
  private agent: Promise<Agent> | undefined;

  constructor(
    private readonly url: string,
    private readonly files: { readonly ca: string; readonly cert: string; readonly key: string },
  ) {}

  /** Whatever the answer; rejects where there is none. */
  async request(
    method: string,
    route: string,
    body?: unknown,
    contentType = 'application/json',
  ): Promise<JsonAnswer> {
    const headers = { 'content-type': contentType };
    const agent = await (this.agent ??= this.connect());
    return requestJson(`${this.url}${route}`, { method, headers, body, agent });
  }

  get(route: string): Promise<unknown> {
    return this.ask('GET', route);
  }

  create(route: string, object: unknown): Promise<unknown> {
    return this.ask('POST', route, object);
  }

  /** Changes what the patch names: `patch('/api/v1/nodes/node2/status', { status: { addresses } })`. */
  patch(route: string, patch: unknown): Promise<unknown> {
    return this.ask('PATCH', route, patch, 'application/merge-patch+json');
  }

  delete(route: string): Promise<unknown> {
    return this.ask('DELETE', route);
  }

  /** Server-side apply of one object, in YAML or JSON. `query`: `dryRun=All`. */
  apply(route: string, object: string, query = ''): Promise<unknown> {
    const where = `${route}?fieldManager=kith-testenv&force=true${query === '' ? '' : `&${query}`}`;
    return this.ask('PATCH', where, object, 'application/apply-patch+yaml');
  }

  private async connect(): Promise<Agent> {
    const tls = await pemOf(this.files);
    return new Agent({ ...tls, keepAlive: true, maxSockets: CONNECTIONS });
  }

  private async ask(
    method: string,
    route: string,
    object?: unknown,
    contentType?: string,
  ): Promise<unknown> {
    const { status, body } = await this.request(method, route, object, contentType);
    if (status >= 200 && status < 300) return body;
    const { message = body } = body as { message?: unknown };
    throw new Error(`${method} ${route}: ${status} ${String(message)}`);
  }
}

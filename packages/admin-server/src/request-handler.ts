import type { IncomingMessage, ServerResponse } from 'node:http';

import type { AdminRoute, AdminStream, Logger } from '@kith/agent-api';

import { HttpError, toHttpError } from './http-error.js';
import type { Probes } from './probes.js';
import { readBody } from './read-body.js';
import { sendError, sendJson, sendLines } from './respond.js';
import type { RouteTable } from './route-table.js';

/** Answers the requests of one server. */
export class RequestHandler {
  /** One for each request under way. */
  readonly #underWay = new Set<AbortController>();

  /** Without `routes` it answers probes only. */
  constructor(
    private readonly probes: Probes,
    private readonly logger: Logger,
    private readonly routes?: RouteTable,
  ) {}

  /** Never throws and never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const abort = new AbortController();
    this.#underWay.add(abort);
    response.once('close', () => {
      this.#underWay.delete(abort);
      abort.abort();
    });
    // a client that went away; `close` follows
    response.on('error', () => undefined);
    try {
      await this.#answer(request, response, abort.signal);
    } catch (error) {
      this.#refuse(request, response, error);
    }
  }

  /** Ends what is under way. */
  abort(): void {
    for (const abort of this.#underWay) abort.abort();
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    const { path, query } = parseTarget(request.url);
    const probe = this.probes.at(path);
    if (probe) {
      if (request.method !== 'GET') throw notAllowed(path, ['GET']);
      return probe(response);
    }
    const { route, parameter } = this.#route(request.method ?? '', path);
    const body = request.method === 'GET' ? undefined : await readBody(request);
    const result: unknown = await route.handle({ parameter, query, body, signal });
    if (isStream(result)) return sendLines(response, result, signal);
    if (result === undefined) response.writeHead(204).end();
    else sendJson(response, 200, result);
  }

  #route(method: string, path: string): { route: AdminRoute; parameter: string } {
    const found = this.routes?.at(path);
    if (!found) throw new HttpError(404, 'not-found', `there is no ${path}`);
    const route = found.byMethod.get(method);
    if (!route) throw notAllowed(path, [...found.byMethod.keys()]);
    return { route, parameter: decoded(found.parameter) };
  }

  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const refusal = toHttpError(error);
    if (refusal.status >= 500) {
      this.logger.error({ method: request.method, url: request.url, error }, 'a request failed');
    }
    // in the middle of a stream there is no other way to say that it is not complete
    if (response.headersSent) response.destroy();
    else sendError(response, refusal);
  }
}

function parseTarget(target = '/'): { path: string; query: URLSearchParams } {
  const [path = '/', query] = target.split('?', 2);
  return { path, query: new URLSearchParams(query) };
}

function decoded(parameter: string): string {
  try {
    return decodeURIComponent(parameter);
  } catch {
    throw new HttpError(400, 'bad-request', `"${parameter}" is not percent-encoded UTF-8`);
  }
}

function notAllowed(path: string, methods: readonly string[]): HttpError {
  const allow = methods.join(', ');
  return new HttpError(405, 'bad-request', `${path} takes ${allow}`, { allow });
}

function isStream(result: unknown): result is AdminStream {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}

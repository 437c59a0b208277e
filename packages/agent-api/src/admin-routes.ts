import type { ServiceIdentifier } from 'inversify';

/** Routes that a plugin adds to the admin API. A contribution: bind as many as there are. */
export interface AdminRoutes {
  /** Unique among contributions. */
  readonly id: string;
  readonly routes: readonly AdminRoute[];
}

/** A method of a path; the same one of two plugins is an error of the host. */
export interface AdminRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Exact path, `/v1/greetings`. */
  readonly path: string;
  /**
   * Answers with a JSON value, or with a stream of them, sent one a line (application/x-ndjson) until
   * the stream or the client ends.
   * @throws AgentError `bad-request` (400), `not-found` (404); anything else is a 500
   */
  handle(request: AdminRequest): unknown;
}

/** What a client asked. */
export interface AdminRequest {
  readonly query: URLSearchParams;
  /** The parsed JSON body; undefined without one. Unchecked: validate it. */
  readonly body: unknown;
  /** Aborts when the client went away or the server stops. */
  readonly signal: AbortSignal;
}

/** Mark a handler's result as a stream. */
export type AdminStream = AsyncIterable<unknown>;

export const AdminRoutes = Symbol.for(
  '@kith/agent-api/AdminRoutes',
) as ServiceIdentifier<AdminRoutes>;

import type { ServiceIdentifier } from 'inversify';

/** Routes that a plugin adds to the admin API. A contribution: bind as many as there are. */
export interface AdminRoutes {
  /** Unique among contributions. */
  readonly id: string;
  readonly routes: readonly AdminRoute[];
}

/** A method of a path; the same one twice is an error of the host. */
export interface AdminRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Exact, `/v1/greetings`; or with one parameter at its end, `/v1/greetings/{name}`. An exact one goes before. */
  readonly path: string;
  /**
   * Answers with a JSON value, or with a stream of them, sent one a line (application/x-ndjson) until
   * the stream or the client ends.
   * @throws AgentError `bad-request` (400), `not-found` (404), `too-many` (429); anything else is a 500
   */
  handle(request: AdminRequest): unknown;
}

/** What a client asked. */
export interface AdminRequest {
  /** What stands in place of the parameter of the path, decoded; empty for a path without. Unchecked: validate it. */
  readonly parameter: string;
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

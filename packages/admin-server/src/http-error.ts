import { type AgentErrorCode, errorMessage, isAgentError } from '@kith/agent-api';

/** What an error looks like on the wire: `{ "error": { code, message } }`. */
export interface ErrorDocument {
  readonly error: { readonly code: AgentErrorCode; readonly message: string };
}

/** A refusal with an HTTP status of its own. */
export class HttpError extends Error {
  override readonly name = 'HttpError';

  constructor(
    readonly status: number,
    readonly code: AgentErrorCode,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

const STATUS: Partial<Record<AgentErrorCode, number>> = { 'bad-request': 400, 'not-found': 404 };

/** Whatever was thrown, as a refusal. */
export function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  return isAgentError(error)
    ? new HttpError(STATUS[error.code] ?? 500, error.code, error.message)
    : new HttpError(500, 'internal', errorMessage(error));
}

export function errorDocument({ code, message }: HttpError): ErrorDocument {
  return { error: { code, message } };
}

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

const STATUS: Partial<Record<AgentErrorCode, number>> = {
  'bad-request': 400,
  'not-found': 404,
  'too-many': 429,
};

/** Whatever was thrown, as a refusal. */
export function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (!isAgentError(error)) return new HttpError(500, 'internal', errorMessage(error));
  const retryAfter = error.details.context?.['retryAfter'];
  const headers = typeof retryAfter === 'number' ? { 'retry-after': String(retryAfter) } : {};
  return new HttpError(STATUS[error.code] ?? 500, error.code, error.message, headers);
}

export function errorDocument({ code, message }: HttpError): ErrorDocument {
  return { error: { code, message } };
}

/** What went wrong, by concern. The host maps each to an exit code. */
export type AgentErrorCode =
  | 'config-invalid' // the config or the command line cannot be used
  | 'privilege-missing' // the process may not do what it is for
  | 'feature-missing' // this machine, or this build, lacks what the config forces
  | 'already-running' // another agent holds the lock or the socket
  | 'not-running' // there is no agent at the socket
  | 'not-found' // what was asked for does not exist
  | 'bad-request' // the caller of the admin API asked for nonsense
  | 'too-many' // more than is allowed, now or at a time; `context.retryAfter`: seconds until it may be tried again
  | 'internal'; // a bug of ours

/**
 * An error that a user may see: the message says what happened, to what, and what to do.
 * Decide by `code` (or a predicate below), never by message text.
 */
export class AgentError extends Error {
  override readonly name = 'AgentError';

  constructor(
    readonly code: AgentErrorCode,
    message: string,
    readonly details: {
      readonly cause?: unknown;
      readonly context?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
  }
}

/** Whether it is one of ours; with a code, of that kind. */
export function isAgentError(error: unknown, code?: AgentErrorCode): error is AgentError {
  return error instanceof AgentError && (code === undefined || error.code === code);
}

/** One line for a person, from whatever was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

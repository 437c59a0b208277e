/** What the API server answered, or why it did not, in one line with the cure. */
export class KubeError extends Error {
  override readonly name = 'KubeError';

  constructor(
    message: string,
    /** Of HTTP; undefined = there was no answer. */
    readonly status?: number,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** Whether the server no longer has what happened since a resource version: it has to be listed anew. */
export function isExpired(error: unknown): boolean {
  return error instanceof KubeError && error.status === 410;
}

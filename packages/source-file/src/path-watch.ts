import type { ServiceIdentifier } from 'inversify';

/** Tells when what stands at a path may have changed. */
export interface PathWatch {
  /**
   * Watches this file, or folder of files, from now on, and nothing else. Whatever happens to it after the call is told, also
   * while this still works. To be called again after each event, since what the path leads through may be another then.
   * @returns why something could not be watched; undefined = all is
   */
  follow(at: string, onEvent: () => void): Promise<Error | undefined>;
  /** Idempotent. */
  close(): void;
}

export const PathWatch = Symbol.for('@kith/source-file/PathWatch') as ServiceIdentifier<PathWatch>;

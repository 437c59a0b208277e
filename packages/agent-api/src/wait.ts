import type { Clock } from './clock.js';

/** Resolves after so many milliseconds, or as soon as the signal aborts; nothing stays behind on either. */
export function wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      // a signal may live as long as the agent: nothing may pile up on it
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.timer(ms, end);
    signal.addEventListener('abort', end);
  });
}

import type { ServiceIdentifier } from 'inversify';

/**
 * A plugin's background work. Every job is named, reports to health under its name, is retried with
 * exponential back-off when it throws, and is aborted and awaited when the plugin stops, right
 * before its `stop()` is called. Jobs begin in `start()`: while the plugin is not running, kicks do
 * nothing. A kick during a back-off does not wait for its end.
 * Injected by plugin id: `@inject(JobGroup) @named('greeter') jobs: JobGroup`.
 */
export interface JobGroup {
  /** Runs until it returns; again after a back-off if it throws. */
  run(name: string, job: (signal: AbortSignal) => Promise<void>): void;
  /**
   * Runs when kicked: at once when idle; kicks that arrive while it runs become one more run.
   * A run that throws is repeated after a back-off.
   */
  onKick(name: string, job: (signal: AbortSignal) => Promise<void>): Kick;
  /** Runs each `interval()` ms, counted from the end of the last run; read anew each time; 0 = not now, asked again after a kick. */
  every(name: string, interval: () => number, job: (signal: AbortSignal) => Promise<void>): Kick;
}

/** Asks for a run, now. */
export type Kick = () => void;

export const JobGroup = Symbol.for('@kith/agent-api/JobGroup') as ServiceIdentifier<JobGroup>;

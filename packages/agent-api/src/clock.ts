import type { ServiceIdentifier } from 'inversify';

/** Time, injected, so that a test can own it. */
export interface Clock {
  /** Monotonic milliseconds from an arbitrary start, with fractions. */
  now(): number;
  /** The time of day. For people to read, never for arithmetic. */
  wallTime(): Date;
  /** Calls back once, `ms` from now at the earliest. Does not keep the process alive. */
  timer(ms: number, callback: () => void): Cancel;
  /** Lets pending I/O run, then resolves. For long loops. */
  yield(): Promise<void>;
}

/** Takes back a timer or a subscription; idempotent. */
export type Cancel = () => void;

export const Clock = Symbol.for('@kith/agent-api/Clock') as ServiceIdentifier<Clock>;

import type { ServiceIdentifier } from 'inversify';

import type { Cancel } from './clock.js';

/** The agent is ready while no gate is closed. */
export interface Readiness {
  /** A new gate, closed until opened; `reason` says what is missing. Close it in `start()`, so that there is no moment of false readiness. */
  gate(name: string, reason: string): ReadinessGate;
  /** Closed gates; empty = ready. */
  missing(): readonly { readonly gate: string; readonly reason: string }[];
  /** Called after a gate opened, closed, came or went. */
  onChange(listener: () => void): Cancel;
}

/** One condition of being ready; each call is idempotent. */
export interface ReadinessGate {
  open(): void;
  close(reason: string): void;
  /** Forgets the gate: its subject is gone. */
  remove(): void;
}

export const Readiness = Symbol.for('@kith/agent-api/Readiness') as ServiceIdentifier<Readiness>;

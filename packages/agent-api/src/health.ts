import type { ServiceIdentifier } from 'inversify';

/**
 * Where a plugin says how it is. Scopes nest: `greeter/writes`. Each report replaces the
 * one before, so health turns OK again when the next attempt succeeds.
 * Injected by plugin id: `@inject(Health) @named('greeter') health: Health`.
 */
export interface Health {
  ok(): void;
  /** Works, but not as it should; the message says what is wrong and what to do. */
  degraded(message: string, error?: unknown): void;
  /** The same scope for the same name, always. */
  scope(name: string): Health;
  /** Forgets this scope and those below it: its subject is gone. */
  close(): void;
}

export const Health = Symbol.for('@kith/agent-api/Health') as ServiceIdentifier<Health>;

/** The last report of one scope. */
export interface HealthEntry {
  readonly scope: string;
  readonly level: 'ok' | 'degraded';
  readonly message?: string;
  /** When the level last changed. */
  readonly since: Date;
}

/** All that was reported; read by whoever shows it. */
export interface HealthReport {
  entries(): readonly HealthEntry[];
}

export const HealthReport = Symbol.for(
  '@kith/agent-api/HealthReport',
) as ServiceIdentifier<HealthReport>;

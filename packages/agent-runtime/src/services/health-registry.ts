import {
  type Clock,
  errorMessage,
  type Health,
  type HealthEntry,
  type HealthReport,
} from '@kith/agent-api';

/** Is told when a scope becomes degraded or OK again, not of every report. */
export type HealthListener = (entry: HealthEntry) => void;

/** The last report of every scope. */
export class HealthRegistry implements HealthReport {
  readonly #entries = new Map<string, HealthEntry>();

  constructor(
    private readonly clock: Clock,
    private readonly onTurn: HealthListener,
  ) {}

  entries(): readonly HealthEntry[] {
    return [...this.#entries.values()];
  }

  /** The scope of that path, `alpha/writes`. All that is known is kept here, so two of one path are the same. */
  scope(path: string): Health {
    return {
      ok: () => this.#report(path, 'ok'),
      degraded: (message, error) =>
        this.#report(
          path,
          'degraded',
          error === undefined ? message : `${message}: ${errorMessage(error)}`,
        ),
      scope: (name) => this.scope(`${path}/${name}`),
      close: () => this.#close(path),
    };
  }

  #report(scope: string, level: HealthEntry['level'], message?: string): void {
    const previous = this.#entries.get(scope);
    if (previous?.level === level && previous.message === message) return;
    const since = previous?.level === level ? previous.since : this.clock.wallTime();
    const entry = { scope, level, since, ...(message === undefined ? {} : { message }) };
    this.#entries.set(scope, entry);
    // a first OK is no news
    if (level !== (previous?.level ?? 'ok')) this.onTurn(entry);
  }

  #close(path: string): void {
    for (const scope of this.#entries.keys()) {
      if (scope === path || scope.startsWith(`${path}/`)) this.#entries.delete(scope);
    }
  }
}

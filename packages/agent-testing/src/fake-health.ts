import { errorMessage } from '@kith/agent-api';
import type { Health, HealthEntry, HealthReport } from '@kith/agent-api';

/** Keeps the last report of each scope. Scopes that never reported are not listed. */
export class FakeHealth implements Health, HealthReport {
  /** Reports to this scope, of either kind. */
  reports = 0;

  #entry: HealthEntry | undefined;
  readonly #scopes = new Map<string, FakeHealth>();

  constructor(private readonly name = 'test') {}

  ok(): void {
    this.reports++;
    this.#entry = { scope: this.name, level: 'ok', since: new Date(0) };
  }

  degraded(message: string, error?: unknown): void {
    this.reports++;
    const text = error === undefined ? message : `${message}: ${errorMessage(error)}`;
    this.#entry = { scope: this.name, level: 'degraded', message: text, since: new Date(0) };
  }

  scope(name: string): FakeHealth {
    const existing = this.#scopes.get(name);
    if (existing) return existing;
    const scope = new FakeHealth(`${this.name}/${name}`);
    this.#scopes.set(name, scope);
    return scope;
  }

  close(): void {
    this.#entry = undefined;
    for (const scope of this.#scopes.values()) scope.close();
  }

  /** This scope and those below it. */
  entries(): readonly HealthEntry[] {
    const below = [...this.#scopes.values()].flatMap((scope) => scope.entries());
    return this.#entry ? [this.#entry, ...below] : below;
  }

  /** `scope: message` of all that is degraded; empty = healthy. */
  complaints(): readonly string[] {
    return this.entries()
      .filter((entry) => entry.level === 'degraded')
      .map((entry) => `${entry.scope}: ${entry.message ?? ''}`);
  }
}

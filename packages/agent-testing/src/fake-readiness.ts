import type { Cancel, Readiness, ReadinessGate } from '@kith/agent-api';

/** Gates in a map. */
export class FakeReadiness implements Readiness {
  /** Every gate that was made and not removed, in order: the reason while closed, undefined when open. */
  readonly gates = new Map<string, string | undefined>();

  readonly #listeners = new Set<() => void>();

  gate(name: string, reason: string): ReadinessGate {
    const set = (next: string | undefined): void => {
      this.gates.set(name, next);
      this.#tell();
    };
    set(reason);
    return {
      open: () => set(undefined),
      close: set,
      remove: () => {
        this.gates.delete(name);
        this.#tell();
      },
    };
  }

  onChange(listener: () => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  missing(): readonly { readonly gate: string; readonly reason: string }[] {
    return [...this.gates].flatMap(([gate, reason]) =>
      reason === undefined ? [] : [{ gate, reason }],
    );
  }
}

import type { Cancel, Readiness, ReadinessGate } from '@kith/agent-api';

interface Gate {
  readonly name: string;
  /** Undefined = open. */
  reason: string | undefined;
}

/** The gates of all plugins. */
export class ReadinessGates implements Readiness {
  readonly #gates = new Set<Gate>();
  readonly #listeners = new Set<() => void>();

  gate(name: string, reason: string): ReadinessGate {
    const gate: Gate = { name, reason };
    const turn = (next: string | undefined): void => {
      if (next === gate.reason) return;
      gate.reason = next;
      this.#tell();
    };
    this.#gates.add(gate);
    this.#tell();
    return {
      open: () => turn(undefined),
      close: turn,
      remove: () => {
        if (this.#gates.delete(gate)) this.#tell();
      },
    };
  }

  missing(): readonly { readonly gate: string; readonly reason: string }[] {
    return [...this.#gates].flatMap(({ name, reason }) =>
      reason === undefined ? [] : [{ gate: name, reason }],
    );
  }

  onChange(listener: () => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

import type { Readiness, ReadinessGate } from '@kith/agent-api';

interface Gate {
  readonly name: string;
  /** Undefined = open. */
  reason: string | undefined;
}

/** The gates of all plugins. */
export class ReadinessGates implements Readiness {
  readonly #gates = new Set<Gate>();

  gate(name: string, reason: string): ReadinessGate {
    const gate: Gate = { name, reason };
    this.#gates.add(gate);
    return {
      open: () => {
        gate.reason = undefined;
      },
      close: (next) => {
        gate.reason = next;
      },
      remove: () => {
        this.#gates.delete(gate);
      },
    };
  }

  missing(): readonly { readonly gate: string; readonly reason: string }[] {
    return [...this.#gates].flatMap(({ name, reason }) =>
      reason === undefined ? [] : [{ gate: name, reason }],
    );
  }
}

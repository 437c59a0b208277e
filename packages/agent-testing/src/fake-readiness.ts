import type { Readiness, ReadinessGate } from '@kith/agent-api';

/** Gates in a map. */
export class FakeReadiness implements Readiness {
  /** Every gate that was made and not removed, in order: the reason while closed, undefined when open. */
  readonly gates = new Map<string, string | undefined>();

  gate(name: string, reason: string): ReadinessGate {
    this.gates.set(name, reason);
    return {
      open: () => void this.gates.set(name, undefined),
      close: (next) => void this.gates.set(name, next),
      remove: () => void this.gates.delete(name),
    };
  }

  missing(): readonly { readonly gate: string; readonly reason: string }[] {
    return [...this.gates].flatMap(([gate, reason]) =>
      reason === undefined ? [] : [{ gate, reason }],
    );
  }
}

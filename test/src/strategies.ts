import type { NeighborRow } from '@kith/lab';

export const STRATEGIES = ['managed', 'agent-refresh', 'permanent'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** The strategies by which the agent gives each neighbor its turns itself. */
export const WITH_TURNS = ['agent-refresh', 'permanent'] as const;

/** Puts the agents of a lab under a strategy, where no flag says otherwise; `managed` is what they take here by themselves. */
export function environmentFor(strategy: Strategy): Readonly<Record<string, string>> {
  return strategy === 'managed' ? {} : { KITH_STRATEGY: strategy };
}

/** The flags of its entries, as iproute2 shows them. */
export function flagsOf(strategy: Strategy): readonly string[] {
  return strategy === 'managed' ? ['managed', 'extern_learn'] : ['extern_learn'];
}

/** Whether an entry is one of ours, resolved, as the strategy makes them. */
export function isAsMade(strategy: Strategy, row: NeighborRow): boolean {
  return (
    row.protocol === '75' &&
    row.flags.filter((flag) => flag !== 'router').join() === flagsOf(strategy).join() &&
    row.lladdr !== undefined &&
    (row.state === 'PERMANENT') === (strategy === 'permanent')
  );
}

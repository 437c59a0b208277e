import { Clock, Readiness } from '@kith/agent-api';

import type { AgentRequest, LocalAgent } from '../cli/command-context.js';

/** The whole agent, with nothing that writes. */
export const REHEARSAL = {
  // an agent may be running: its socket and its lock are left to it
  except: ['admin-server', 'neighbor-writer'],
  isRehearsal: true,
  isQuiet: true,
} as const satisfies AgentRequest;

/** Milliseconds that sources get to list what they have. */
const PATIENCE = 10_000;

/**
 * Resolves when every source has listed all it has and every target was looked up; or with what is missing still, after
 * 10 s. What keeps the process alive meanwhile is that kernel-state listens.
 */
export function untilDecided(agent: LocalAgent): Promise<readonly string[]> {
  const readiness = agent.get(Readiness);
  // what another agent parked is asked by nobody in a rehearsal
  const undecided = () => readiness.missing().filter(({ gate }) => gate !== 'parked');
  return new Promise((resolve) => {
    const end = (): void => {
      stopTimer();
      stopListening();
      resolve(undecided().map(({ reason }) => reason));
    };
    const look = (): void => {
      if (undecided().length === 0) end();
    };
    const stopTimer = agent.get(Clock).timer(PATIENCE, end);
    const stopListening = readiness.onChange(look);
    look();
  });
}

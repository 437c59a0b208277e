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
const POLL = 10;

/** Resolves when every source has listed all it has and every target was looked up; or with what is missing still, after 10 s. */
export async function untilDecided(agent: LocalAgent): Promise<readonly string[]> {
  const readiness = agent.get(Readiness);
  // what another agent parked is asked by nobody in a rehearsal
  const undecided = () => readiness.missing().filter(({ gate }) => gate !== 'parked');
  const clock = agent.get(Clock);
  const deadline = clock.now() + PATIENCE;
  while (undecided().length > 0 && clock.now() <= deadline) {
    // not Clock.timer: that one does not keep the process alive
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
  return undecided().map(({ reason }) => reason);
}

import type { Complaint } from './facts.js';
import type { Check, Finding } from './finding.js';

/** What the agent itself says: the one that runs, and the one that was put together to look. */
export const complaints: Check = {
  id: 'health',
  look({ agent, complaints }) {
    const running = agent.kind === 'answers' ? agent.status.health : [];
    const told = running.filter(({ level }) => level === 'degraded');
    const scopes = new Set(told.map(({ scope }) => scope));
    return [
      ...told.map((complaint) => finding(complaint, 'the agent that runs says so')),
      ...complaints
        .filter(({ scope }) => !scopes.has(scope))
        .map((complaint) => finding(complaint, 'an agent with this config would say so')),
    ];
  },
  fine: ({ agent }) =>
    agent.kind === 'answers'
      ? 'the agent that runs is well'
      : 'an agent with this config would be well',
};

function finding({ scope, message = '' }: Complaint, why: string): Finding {
  return { severity: 'advice', what: message, where: scope, why, cure: 'as it says' };
}

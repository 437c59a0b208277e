import type { Facts } from './facts.js';
import type { Check, Finding } from './finding.js';

/** What the kernel lets us do, and what the strategy needs of it. */
export const capabilities: Check = {
  id: 'capabilities',
  look: (facts) => [...privilege(facts), ...managed(facts), ...forced(facts)],
  fine: ({ kernel, capabilities }) =>
    `Linux ${kernel}: ${capabilities.map(({ name, status }) => `${name} ${status}`).join(', ')}`,
};

function privilege({ capabilities }: Facts): readonly Finding[] {
  const unknown = capabilities.find(({ status }) => status === 'unknown');
  if (!unknown) return [];
  return [
    {
      severity: 'problem',
      what: `whether this kernel has ${unknown.name} cannot be told, nor can neighbors be written`,
      where: 'this process',
      why: unknown.evidence,
      cure: 'run as root, or grant CAP_NET_ADMIN (systemd: AmbientCapabilities=CAP_NET_ADMIN)',
    },
  ];
}

function managed({ capabilities, settings }: Facts): readonly Finding[] {
  const isMissed = capabilities.some(
    ({ name, status }) => name === 'managed' && status === 'unsupported',
  );
  if (!isMissed || settings.strategy !== 'auto') return [];
  return [
    {
      severity: 'advice',
      what: 'this kernel keeps no entries resolved by itself (managed is unsupported)',
      where: 'the kernel',
      why: 'the agent has each neighbor resolved anew each period instead, at the cost of frames and CPU',
      cure: 'Linux 5.16 or newer; until then "auto" takes agent-refresh',
    },
  ];
}

function forced({ capabilities, strategies, settings }: Facts): readonly Finding[] {
  if (settings.strategy === 'auto') return [];
  const strategy = strategies.find(({ id }) => id === settings.strategy);
  const lacking = capabilities.filter(
    ({ name, status }) => strategy?.requires.includes(name) && status === 'unsupported',
  );
  if (strategy && lacking.length === 0) return [];
  return [
    {
      severity: 'problem',
      what: strategy
        ? `strategy "${settings.strategy}" does not work on this kernel`
        : `strategy "${settings.strategy}" is not part of this agent`,
      where: 'neighbor-controller.strategy',
      why: ['kith run ends with exit code 4', ...lacking.map(({ evidence }) => evidence)].join(
        '; ',
      ),
      cure: `set it to auto, or to one of ${strategies.map(({ id }) => id).join(', ')}`,
    },
  ];
}

import { isOurs } from '@kith/neighbor-api';

import type { Facts } from './facts.js';
import { type Check, count, type Finding, some } from './finding.js';

/** Who else writes neighbors here. */
export const otherAgents: Check = {
  id: 'other-agents',
  look: (facts) => [...markHolder(facts), ...cilium(facts), ...foreign(facts)],
  fine: ({ markHolder, summary }) =>
    markHolder === undefined
      ? `nobody else writes neighbors, or has mark ${summary.mark}`
      : `the agent with mark ${summary.mark} runs (${markHolder}), and nobody else writes neighbors`,
};

function markHolder({ markHolder, agent, summary: { mark } }: Facts): readonly Finding[] {
  if (markHolder === undefined) return [];
  if (agent.kind === 'answers' && agent.status.discovery.mark === mark) return [];
  const where = markHolder;
  if (agent.kind === 'refuses') {
    return [
      {
        severity: 'unseen',
        what: `whether who has mark ${mark} is the agent of this config`,
        where,
        why: 'this user may not open the socket of the agent',
        cure: 'run kith doctor as root',
      },
    ];
  }
  return [
    {
      severity: 'problem',
      what: `another process has mark ${mark}, and does not answer at the socket of this config`,
      where,
      why: 'kith run refuses to start while it runs',
      cure: 'stop it, say which config it has (-c), or set neighbor-writer.protocol to another number',
    },
  ];
}

function cilium({ processes }: Facts): readonly Finding[] {
  if (!processes.includes('cilium-agent')) return [];
  return [
    {
      severity: 'advice',
      what: 'Cilium runs here',
      where: 'cilium-agent',
      why: 'with its neighbor discovery on it deletes every extern_learn entry that it does not know, ours too; they are put back, after a gap',
      cure: 'switch it off there: enable-l2-neigh-discovery=false (Helm: l2NeighDiscovery.enabled=false)',
    },
  ];
}

function foreign({ table, devices, summary: { mark } }: Facts): readonly Finding[] {
  const others = table.filter(
    (entry) => (entry.isExtLearned || entry.isManaged) && !isOurs(entry, mark),
  );
  const protocols = [...new Set(others.map(({ protocol }) => protocol))];
  return protocols.map((protocol): Finding => {
    const entries = others.filter((entry) => entry.protocol === protocol);
    const places = entries.map(({ address, ifindex }) => {
      const device = devices.find((candidate) => candidate.ifindex === ifindex)?.device;
      return `${address} dev ${device ?? `ifindex ${ifindex}`}`;
    });
    return {
      severity: 'advice',
      what: `${count(entries.length, 'neighbor')} of somebody else, ${protocol === 0 ? 'without a protocol' : `proto ${protocol}`}`,
      where: some(places),
      why: 'they are left as they are, also where they are wanted; whoever writes them may delete ours',
      cure: 'see who writes them (ip monitor neigh); of what nobody does any more: ip neigh del ADDRESS dev DEVICE',
    };
  });
}

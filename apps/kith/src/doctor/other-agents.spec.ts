import { managedNeighbor, neighbor } from '@kith/neighbor-testing';
import { ifIndex } from '@kith/net-types';
import { describe, expect, it } from '@jest/globals';

import { answering, facts, fine, look } from './facts.fake.js';
import { otherAgents } from './other-agents.js';

describe('the holder of our mark', () => {
  it('is fine where it is nobody, or the agent at the socket', () => {
    expect(look(otherAgents, facts())).toEqual([]);
    expect(fine(otherAgents, facts())).toBe('nobody else writes neighbors, or has mark 75');
    const running = facts({ markHolder: 'pid 7', agent: answering(75) });
    expect(look(otherAgents, running)).toEqual([]);
    expect(fine(otherAgents, running)).toMatch(/^the agent with mark 75 runs \(pid 7\)/);
  });

  it.each([{ kind: 'none' } as const, answering(76)])(
    'is a problem where it is not (%j)',
    (agent) => {
      expect(look(otherAgents, facts({ markHolder: 'pid 7', agent }))).toEqual([
        'problem at pid 7: another process has mark 75, and does not answer at the socket of this config',
        'stop it, say which config it has (-c), or set neighbor-writer.protocol to another number',
      ]);
    },
  );

  it('is not known to a user who may not ask', () => {
    const [found] = look(otherAgents, facts({ markHolder: 'pid 7', agent: { kind: 'refuses' } }));
    expect(found).toBe('unseen at pid 7: whether who has mark 75 is the agent of this config');
  });
});

it('Cilium deletes what it does not know', () => {
  expect(look(otherAgents, facts({ processes: ['init', 'cilium-agent'] }))).toEqual([
    'advice at cilium-agent: Cilium runs here',
    'switch it off there: enable-l2-neigh-discovery=false (Helm: l2NeighDiscovery.enabled=false)',
  ]);
});

it('entries that somebody else keeps are named, by protocol; ours and ordinary ones are not', () => {
  const table = [
    managedNeighbor(),
    neighbor(),
    managedNeighbor({ protocol: 11 }),
    neighbor({ isExtLearned: true, ifindex: ifIndex(8) }),
    managedNeighbor({ protocol: 11, ifindex: ifIndex(8) }),
  ];
  const found = look(otherAgents, facts({ table })).filter((line) => line.startsWith('advice'));
  expect(found).toEqual([
    'advice at 10.0.0.2 dev eth1, 10.0.0.2 dev ifindex 8: 2 neighbors of somebody else, proto 11',
    'advice at 10.0.0.2 dev ifindex 8: 1 neighbor of somebody else, without a protocol',
  ]);
});

import path from 'node:path';

import { expect } from '@jest/globals';
import { eventually, runCommand } from '@kith/lab';
import type { Capability } from '@kith/neighbor-api';

import { scenario } from '../scenario.js';
import { ageFast, confirmed } from './aging.js';
import { counter } from './ask.js';
import { lan, nodes } from './lan.js';

const PROGRAMS = path.join(import.meta.dirname, '../../programs');
const MAKE_STRATEGY = path.join(PROGRAMS, 'make-strategy.mjs');
const OWN_STRATEGY = path.join(PROGRAMS, 'own-strategy-agent.mjs');
const UNDER = { strategies: ['managed'] } as const;
const NODE2 = '10.0.0.3';

scenario(
  'G1',
  'auto takes managed where the kernel supports it, and says so',
  async ({ lab, settled }) => {
    const { node } = await lan(lab);
    const agent = await lab.agent(node, nodes({ node2: '10.0.0.3' }));
    await settled(node, '10.0.0.3 eth0');
    expect(agent.log.split('\n').filter((line) => /strategy.*managed/.test(line))).toHaveLength(1);
    const { code, json } = await agent.cli('probe', '--json');
    expect(code).toBe(0);
    const { capabilities } = json as { capabilities: readonly Capability[] };
    expect(capabilities[0]).toMatchObject({ name: 'managed', status: 'supported' });
  },
  UNDER,
);

scenario(
  'G8',
  'a strategy made with the generator is taken by its name, and keeps a neighbor resolved',
  async ({ lab, took }) => {
    const making = runCommand([process.execPath, MAKE_STRATEGY, await lab.folder(), 'own']);
    await took('made', making);
    const env = { KITH_TEST_PLUGIN: (await making).stdout.trim() };
    const { node, peer } = await lan(lab);
    await ageFast(node, 'eth0');
    const monitor = await node.monitor();
    const agent = await lab.agent(
      node,
      nodes(
        { node2: NODE2 },
        { 'neighbor-controller': { strategy: 'own' }, 'refresh-controller': { period: '1s' } },
      ),
      { program: OWN_STRATEGY, env },
    );
    await confirmed(monitor, NODE2, 3);
    const lladdr = await peer.mac('eth0');
    const own = monitor.events.filter(({ address }) => address === NODE2);
    // once it has a MAC it is never without
    const resolved = own.slice(own.findIndex((event) => event.lladdr !== undefined));
    for (const event of resolved) {
      expect(event).toMatchObject({ lladdr, flags: ['extern_learn'], protocol: '75' });
    }
    const { json } = await agent.cli('neighbors', '--json');
    expect(json).toMatchObject({ neighbors: [{ address: NODE2, strategy: 'own' }] });
  },
  UNDER,
);

scenario(
  'G1',
  'a strategy that is not there is bad config: named, with exit code 2',
  async ({ lab, entries }) => {
    const { node } = await lan(lab);
    const agent = await lab.agent(node, nodes({ node2: '10.0.0.3' }), {
      flags: ['--strategy=none-such'],
      awaitsReady: false,
    });
    expect(await agent.exited).toEqual({ code: 2, signal: undefined });
    const errors = agent.log.split('\n').filter((line) => line.startsWith('kith: '));
    expect(errors).toEqual([expect.stringContaining('"none-such" is not part of this agent')]);
    expect(await entries(node)).toEqual([]);
  },
  UNDER,
);

scenario(
  'G2',
  'goes STALE and comes back, with no write by the agent',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    await node.sysctl('net.ipv4.neigh.eth0.base_reachable_time_ms', 1000);
    await node.sysctl('net.ipv4.neigh.eth0.delay_first_probe_time', 0);
    const agent = await lab.agent(node, nodes({ node2: '10.0.0.3' }));
    await settled(node, '10.0.0.3 eth0');
    const before = await counter(agent, 'kith_neighbor_writes_total');

    const { events } = await node.monitor();
    await took(
      'stale, probed, reachable',
      eventually(
        () => {
          const states = events.map(({ state }) => state);
          expect(states.slice(states.indexOf('STALE'))).toContain('REACHABLE');
          expect(states).toContain('STALE');
        },
        { within: 30_000 },
      ),
    );
    expect(await counter(agent, 'kith_neighbor_writes_total')).toBe(before);
    expect(await counter(agent, 'kith_neighbor_refreshes_total')).toBe(0);
  },
  UNDER,
);

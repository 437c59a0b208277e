import { expect } from '@jest/globals';
import { type AgentConfig, eventually, type Host, TWO_NODES, twoNodes } from '@kith/lab';

import { knowsManaged } from '../kernel.js';
import { scenario } from '../scenario.js';
import { isAsMade, STRATEGIES, type Strategy } from '../strategies.js';
import { lan, nodes } from './lan.js';
import { Validity } from './validity.js';

const { ipv4, ipv6 } = TWO_NODES;
const HOPS = [ipv4.eno1, ipv4.eno2, ipv6.eno1, ipv6.eno2];

const under = (strategy: Strategy): AgentConfig =>
  nodes(
    { node2: [ipv4.node2, ipv6.node2] },
    { 'neighbor-controller': { strategy }, 'refresh-controller': { period: '1s' } },
  );

/** It is the config that says the strategy, and then says another. */
const FREE = { env: { KITH_STRATEGY: undefined } };

/** Waits until each entry is one that the strategy made. */
function served(host: Host, strategy: Strategy): Promise<number> {
  return eventually(
    async () => {
      const rows = await host.neighbors();
      const made = rows.filter((row) => isAsMade(strategy, row)).map(({ address }) => address);
      expect(made).toEqual(expect.arrayContaining(HOPS));
    },
    { describe: `entries as ${strategy} makes them` },
  );
}

scenario(
  'G7',
  'takes over from each other, live and between runs, never without a valid MAC',
  async ({ lab, strategy, took, note }) => {
    const { node1 } = await twoNodes(lab);
    const first = await lab.agent(node1, under(strategy), FREE);
    await served(node1, strategy);
    const watch = await Validity.watch(node1, ...HOPS);
    await first.stop();
    const hasManaged = await knowsManaged(lab);
    const usable = STRATEGIES.filter((name) => name !== 'managed' || hasManaged);
    for (const other of usable.filter((name) => name !== strategy)) {
      const agent = await lab.agent(node1, under(other), FREE);
      await served(node1, other);
      await agent.reload(under(strategy));
      const isTaken = eventually(() => expect(agent.log).toContain(`strategy ${strategy}`));
      // what one strategy made may look like what the other makes, so first the one, then the other
      await took(
        'converted',
        isTaken.then(() => served(node1, strategy)),
      );
      await agent.stop();
    }
    expect(await watch.over()).toEqual([]);
    note(`${watch.samples} samples`);
  },
);

scenario(
  'G7',
  'a conversion that deletes first is seen both ways',
  async ({ lab }) => {
    const { node, peer } = await lan(lab);
    const lladdr = await peer.mac('eth0');
    await node.ip(`neigh add 10.0.0.3 lladdr ${lladdr} dev eth0 nud permanent`);
    const watch = await Validity.watch(node, '10.0.0.3');
    await node.ip('neigh del 10.0.0.3 dev eth0');
    const { samples } = watch;
    // one that began before the entry was gone, and one after
    await eventually(() => expect(watch.samples).toBeGreaterThanOrEqual(samples + 2));
    await node.ip('neigh add 10.0.0.3 dev eth0 managed extern_learn');
    const lapses = await watch.over();
    expect(lapses).toContain('announced: 10.0.0.3 deleted');
    expect(lapses).toContain('seen: 10.0.0.3 absent');
  },
  { strategies: ['managed'] },
);

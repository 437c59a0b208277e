import { expect } from '@jest/globals';
import { eventually, type Host, type NeighborRow } from '@kith/lab';

import { scenario } from '../scenario.js';
import { counter } from './ask.js';
import { refreshing } from './aging.js';
import { lan, nodes } from './lan.js';

const UNDER = { strategies: ['permanent'] } as const;
const NODE2 = '10.0.0.3';
const FAST = refreshing({ period: '1s' });

const entry = async (node: Host): Promise<NeighborRow | undefined> =>
  (await node.neighbors('eth0')).find(({ address }) => address === NODE2);

/** Waits until the entry is pinned, with this MAC. */
const pinned = (node: Host, lladdr: string): Promise<number> =>
  eventually(
    async () =>
      expect(await entry(node)).toEqual({
        address: NODE2,
        device: 'eth0',
        lladdr,
        state: 'PERMANENT',
        flags: ['extern_learn'],
        protocol: '75',
      }),
    { within: 20_000, describe: 'the entry is pinned' },
  );

scenario(
  'G6',
  'resolved, pinned, checked each period without a lapse, removed with its target',
  async ({ lab, took }) => {
    const { node, peer } = await lan(lab);
    const capture = await node.capture('eth0');
    const agent = await lab.agent(node, nodes({ node2: NODE2 }, FAST));
    await took('pinned', pinned(node, await peer.mac('eth0')));
    const monitor = await node.monitor();
    const frames = (): number =>
      capture.solicitations.filter(({ target }) => target === NODE2).length;
    const before = frames();
    await eventually(() => expect(frames()).toBeGreaterThanOrEqual(before + 3), { within: 20_000 });
    expect(monitor.events.filter(({ lladdr }) => lladdr === undefined)).toEqual([]);
    expect(await counter(agent, 'kith_neighbor_repairs_total')).toBe(0);

    await agent.reload(nodes({}, FAST));
    await took(
      'gone',
      eventually(async () => expect(await entry(node)).toBeUndefined()),
    );
  },
  UNDER,
);

scenario(
  'G6',
  'a MAC that changed silently is followed, and pinned',
  async ({ lab, took }) => {
    const { node, peer } = await lan(lab);
    const agent = await lab.agent(node, nodes({ node2: NODE2 }, FAST));
    await pinned(node, await peer.mac('eth0'));
    const lladdr = '02:00:00:00:00:99';
    await peer.ip(`link set eth0 address ${lladdr}`);
    await took('followed', pinned(node, lladdr));
    const { stdout } = await agent.cli('events');
    expect(stdout).toContain(lladdr);
  },
  UNDER,
);

scenario(
  'G6',
  'a dead one is unresolved, not pinned to where it was, and found when it is back',
  async ({ lab, took }) => {
    const { node, peer } = await lan(lab);
    await lab.agent(node, nodes({ node2: NODE2 }, FAST));
    const lladdr = await peer.mac('eth0');
    await pinned(node, lladdr);
    await peer.ip(`addr del ${NODE2}/24 dev eth0`);
    await eventually(async () => expect((await entry(node))?.lladdr).toBeUndefined(), {
      within: 20_000,
    });
    await peer.ip(`addr add ${NODE2}/24 dev eth0`);
    await took('found', pinned(node, lladdr));
  },
  UNDER,
);

import { expect } from '@jest/globals';
import { eventually, type Host, type NeighborEvent } from '@kith/lab';

import { scenario } from '../scenario.js';
import { counter } from './ask.js';
import { refreshing } from './aging.js';
import { lan, nodes } from './lan.js';

const MOVED = '02:00:00:00:00:99';
const BOTH = ['10.0.0.3', 'fd00::3'];
const FAST = refreshing({ profile: 'fast' });

/** Waits until both are there. The kernel alone takes 35 s, and more. */
const found = (node: Host, lladdr: string): Promise<number> =>
  eventually(
    async () => {
      const rows = await node.neighbors('eth0');
      const macs = BOTH.map((ip) => rows.find(({ address }) => address === ip)?.lladdr);
      expect(macs).toEqual([lladdr, lladdr]);
    },
    { within: 15_000, describe: `both are at ${lladdr}` },
  );

/** How long an address was without a MAC at most, in milliseconds. */
function gap(events: readonly NeighborEvent[], address: string): number {
  let lostAt: number | undefined;
  let longest = 0;
  for (const event of events.filter((one) => one.address === address)) {
    if (event.lladdr === undefined) lostAt ??= event.time;
    else if (lostAt !== undefined) {
      longest = Math.max(longest, event.time - lostAt);
      lostAt = undefined;
    }
  }
  return longest;
}

scenario(
  'F3',
  'a MAC that changes in silence is found soon with profile fast; back again, it is a duplicate',
  async ({ lab, took, note }) => {
    const { node, peer } = await lan(lab);
    await node.ip('addr add fd00::1/64 dev eth0 nodad');
    await peer.ip('addr add fd00::3/64 dev eth0 nodad');
    const agent = await lab.agent(node, nodes({ node2: BOTH }, FAST));
    const before = await peer.mac('eth0');
    await found(node, before);

    const { events } = await node.monitor();
    await peer.ip(`link set eth0 address ${MOVED}`);
    await took('found', found(node, MOVED));
    note(`without a MAC for ${Math.max(...BOTH.map((address) => gap(events, address)))} ms`);
    const counted = (name: string) => (): Promise<void> =>
      counter(agent, name).then((value) => expect(value).toBe(BOTH.length));
    await eventually(counted('kith_neighbor_mac_changes_total'));

    await peer.ip(`link set eth0 address ${before}`);
    await found(node, before);
    await eventually(counted('kith_neighbor_duplicates_total'));
    const { stdout } = await agent.cli('events');
    for (const address of BOTH) expect(stdout).toContain(`${address} on eth0 is at ${MOVED} and`);
  },
);

import { expect } from '@jest/globals';
import { eventually, type Host, type Lab } from '@kith/lab';

import { scenario } from '../scenario.js';
import { flagsOf, type Strategy } from '../strategies.js';
import { neighbors } from './ask.js';
import { lan, type Lan, nodes } from './lan.js';
import { Validity } from './validity.js';

const ALIVE = { ipv4: '10.0.0.3', ipv6: 'fd00::2' };
const DEAD = { ipv4: '10.0.0.9', ipv6: 'fd00::9' };
const ALL = [ALIVE.ipv4, ALIVE.ipv6, DEAD.ipv4, DEAD.ipv6];

async function dualLan(lab: Lab): Promise<Lan & { readonly lladdr: string }> {
  const net = await lan(lab);
  await net.node.ip('addr add fd00::1/64 dev eth0 nodad');
  await net.peer.ip('addr add fd00::2/64 dev eth0 nodad');
  return { ...net, lladdr: await net.peer.mac('eth0') };
}

/** As another agent left them: those of the living and those of the dead. */
async function leave(node: Host, lladdr: string, as: string): Promise<void> {
  await node.ipBatch(ALL.map((address) => `neigh add ${address} dev eth0 lladdr ${lladdr} ${as}`));
}

const taking = (takeover: string) => nodes({ node2: ALL }, { 'neighbor-controller': { takeover } });

/** What tells that an entry is ours. */
const ours = (strategy: Strategy) => ({
  flags: flagsOf(strategy),
  proto: '75',
  isPinned: strategy === 'permanent',
});

/** What tells whose an entry is, by address. */
async function traits(node: Host, ...addresses: readonly string[]): Promise<readonly unknown[]> {
  const rows = await node.neighbors('eth0');
  return addresses.map((address) => {
    const row = rows.find((candidate) => candidate.address === address);
    const isPinned = row?.state === 'PERMANENT';
    return { address, lladdr: row?.lladdr, flags: row?.flags, proto: row?.protocol, isPinned };
  });
}

scenario(
  'D3',
  'an unmarked dynamic entry is adopted keeping its MAC',
  async ({ lab, strategy, took }) => {
    const { node, lladdr } = await dualLan(lab);
    const alive = [ALIVE.ipv4, ALIVE.ipv6];
    await leave(node, lladdr, 'nud stale');
    const watch = await Validity.watch(node, ...alive);
    await lab.agent(node, taking('none'));
    const expected = alive.map((address) => ({ address, lladdr, ...ours(strategy) }));
    await took(
      'adopted',
      eventually(async () => expect(await traits(node, ...alive)).toEqual(expected)),
    );
    expect(await watch.over()).toEqual([]);
  },
);

for (const [takeover, as] of [
  ['permanent', 'nud permanent'],
  ['extern-learn', 'nud stale extern_learn'],
] as const) {
  scenario(
    'D3',
    `takeover ${takeover}: who answers is taken over, who does not is put back as it was`,
    async ({ lab, strategy, took, note }) => {
      const { node, lladdr } = await dualLan(lab);
      await leave(node, lladdr, as);
      const before = await traits(node, DEAD.ipv4, DEAD.ipv6);
      const watch = await Validity.watch(node, ...ALL);
      const agent = await lab.agent(node, taking(takeover), { awaitsReady: false });
      const alive = [ALIVE.ipv4, ALIVE.ipv6];
      const expected = alive.map((address) => ({ address, lladdr, ...ours(strategy) }));
      await took(
        'taken over',
        eventually(async () => expect(await traits(node, ...alive)).toEqual(expected)),
      );
      const stay = (): void => {
        for (const address of [DEAD.ipv4, DEAD.ipv6]) {
          expect(agent.log).toMatch(new RegExp(`${address} on eth0 .*does not answer`));
        }
      };
      await took('put back', eventually(stay));
      expect(await traits(node, DEAD.ipv4, DEAD.ipv6)).toEqual(before);
      expect(await watch.over()).toEqual([]);
      note(`${watch.samples} samples`);
      const statuses = (await neighbors(agent)).map(({ address, status }) => [address, status]);
      expect(Object.fromEntries(statuses)).toEqual({
        ...Object.fromEntries(alive.map((address) => [address, 'resolved'])),
        ...Object.fromEntries([DEAD.ipv4, DEAD.ipv6].map((address) => [address, 'foreign'])),
      });
    },
  );
}

scenario('D3', 'an agent that ends while it asks puts back what it asked', async ({ lab }) => {
  const { node, lladdr } = await dualLan(lab);
  await leave(node, lladdr, 'nud permanent');
  const before = await traits(node, DEAD.ipv4, DEAD.ipv6);
  const monitor = await node.monitor();
  const agent = await lab.agent(node, taking('permanent'), { awaitsReady: false });
  await monitor.until(({ address, state }) => address === DEAD.ipv4 && state === 'PROBE');
  expect(await agent.stop()).toEqual({ code: 0, signal: undefined });
  expect(await traits(node, DEAD.ipv4, DEAD.ipv6)).toEqual(before);
});

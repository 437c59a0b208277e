import { expect } from '@jest/globals';
import { eventually, type Host, type Lab } from '@kith/lab';

import { scenario } from '../scenario.js';
import { targets } from './ask.js';
import { lan, type Lan, nodes } from './lan.js';
import { lostWhile } from './stream.js';

const TARGET = '10.8.0.1';
const FIRST = '10.0.0.3';
/** These take up to a second to answer: what meets one unresolved is lost. */
const SLOW = ['10.0.0.99', '10.1.0.99'] as const;

/** A LAN whose peer is the target as well, by whatever gateway, and has two slow addresses. */
async function slowLan(lab: Lab): Promise<Lan> {
  const { node, peer } = await lan(lab);
  await peer.ip(`addr add ${TARGET}/32 dev lo`);
  await peer.sysctl('net.ipv4.ip_forward', 1);
  for (const [i, address] of SLOW.entries()) {
    const [device, other] = i === 0 ? ['eth0', 'eth1'] : ['eth1', 'eth0'];
    // a proxy answers after a random part of its delay (hundredths of a second), for what lies elsewhere
    await peer.ip(`route add ${address}/32 dev ${other}`);
    await peer.ip(`neigh add proxy ${address} dev ${device}`);
    await peer.sysctl(`net.ipv4.neigh.${device}.proxy_delay`, 100);
    await peer.sysctl(`net.ipv4.conf.${device}.rp_filter`, 0);
    // as in the fast path, nothing waits for its neighbor
    await node.sysctl(`net.ipv4.neigh.${device}.unres_qlen_bytes`, 0);
  }
  return { node, peer };
}

/** Waits until the node has a MAC for each of these. */
function resolved(node: Host, ...addresses: readonly string[]): Promise<number> {
  return eventually(async () => {
    const rows = await node.neighbors();
    const known = rows.filter(({ lladdr, protocol }) => lladdr !== undefined && protocol === '75');
    expect(known.map(({ address }) => address).sort()).toEqual([...addresses].sort());
  });
}

/** Does something to the routes while datagrams flow, and waits until the slow gateway could have been asked for. */
function lostAt({ node, peer }: Lan, gateway: string, change: () => Promise<unknown>) {
  return lostWhile(node, peer, TARGET, async () => {
    await change();
    await eventually(async () => {
      const row = (await node.neighbors()).find(({ address }) => address === gateway);
      expect(row?.lladdr).toBeDefined();
    });
  });
}

interface Switch {
  readonly title: string;
  readonly routes: readonly string[];
  readonly change: string;
  readonly to: (typeof SLOW)[number];
}

const SWITCHES: readonly Switch[] = [
  {
    title: 'a less preferred route on the same device',
    routes: [
      `route add 10.8.0.0/16 via ${FIRST} metric 100`,
      `route add 10.8.0.0/16 via ${SLOW[0]} metric 200`,
    ],
    change: 'route del 10.8.0.0/16 metric 100',
    to: SLOW[0],
  },
  {
    title: 'a shorter prefix',
    routes: [`route add 10.8.0.0/16 via ${FIRST}`, `route add default via ${SLOW[0]}`],
    change: 'route del 10.8.0.0/16',
    to: SLOW[0],
  },
  {
    title: 'the other leg, as the link of the first goes down',
    routes: [
      `route add 10.8.0.0/16 nexthop via ${FIRST} dev eth0 weight 200 nexthop via ${SLOW[1]} dev eth1`,
    ],
    change: 'link set eth0 down',
    to: SLOW[1],
  },
  {
    title: 'what backs up a nexthop group, as its member goes',
    routes: [
      `nexthop add id 1 via ${FIRST} dev eth0`,
      `nexthop add id 2 via ${SLOW[0]} dev eth0`,
      'nexthop add id 10 group 1',
      'nexthop add id 20 group 2',
      'route add 10.8.0.0/16 nhid 10 metric 100',
      'route add 10.8.0.0/16 nhid 20 metric 200',
    ],
    change: 'nexthop del id 1',
    to: SLOW[0],
  },
];

for (const { title, routes, change, to } of SWITCHES) {
  scenario('B9s', `nothing is lost when the way changes to ${title}`, async ({ lab, note }) => {
    const net = await slowLan(lab);
    for (const route of routes) await net.node.ip(route);
    await lab.agent(net.node, nodes({ node2: TARGET }));
    await resolved(net.node, FIRST, to);
    const { lost, sent } = await lostAt(net, to, () => net.node.ip(change));
    note(`${lost} of ${sent} lost`);
    expect(lost).toBe(0);
  });
}

scenario(
  'B9s',
  'without standby the same switch loses packets: the proof that a loss is seen',
  async ({ lab, note }) => {
    const [{ routes, change, to }] = SWITCHES as readonly [Switch];
    const net = await slowLan(lab);
    for (const route of routes) await net.node.ip(route);
    await lab.agent(
      net.node,
      nodes({ node2: TARGET }, { 'neighbor-controller': { standby: false } }),
    );
    await resolved(net.node, FIRST);
    const { lost, sent } = await lostAt(net, to, () => net.node.ip(change));
    note(`${lost} of ${sent} lost`);
    expect(lost).toBeGreaterThan(0);
  },
  { strategies: ['managed'] },
);

scenario(
  'B9s',
  'what stands by goes with its route, and is shown as such',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    await node.ip(`route add 10.8.0.0/16 via ${FIRST} metric 100`);
    await node.ip('route add 10.8.0.0/16 via 10.0.0.4 metric 200');
    const agent = await lab.agent(node, nodes({ node2: TARGET }));
    await settled(node, `${FIRST} eth0`, '10.0.0.4 eth0');
    expect(await targets(agent)).toMatchObject([
      { nextHops: [{ address: FIRST }, { address: '10.0.0.4', standby: true }] },
    ]);
    await node.ip('route del 10.8.0.0/16 metric 200');
    await took('gone', settled(node, `${FIRST} eth0`));
    await node.ip('route add 10.8.0.0/16 via 10.0.0.5 metric 300');
    await took('a new one', settled(node, `${FIRST} eth0`, '10.0.0.5 eth0'));
  },
);

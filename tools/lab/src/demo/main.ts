import type { AgentConfig } from '../agent.js';
import type { Host } from '../host.js';
import { Lab } from '../lab.js';
import type { NeighborRow } from '../parse-neighbors.js';
import { Narrator } from './narrator.js';

const NODE2 = '10.69.0.2';
/** node2's next hops, by the device of node1 that reaches them. */
const NEXT_HOPS = { eno1: '10.69.0.66', eno2: '10.69.0.130' } as const;
type Device = keyof typeof NEXT_HOPS;
const NEW_MAC = '02:00:00:00:00:42';

/** Two nodes with two cables between them, and what happens to the neighbors of one of them. Runs inside `bin/isolate`. */
async function demo(tell: Narrator, lab: Lab): Promise<void> {
  const node1 = await lab.host('node1');
  const node2 = await lab.host('node2');
  await cable(lab, node1, node2);

  tell.say('Two nodes, two cables. node1 reaches node2 (10.69.0.2) over both:');
  tell.shows(node1, `ip route show ${NODE2}`);
  tell.say((await node1.ip(`route show ${NODE2}`)).trimEnd().replace(/^/gm, '  '));
  tell.shows(node1, 'kith run -c kith.yaml');
  const agent = await lab.agent(node1, nodes([]));
  await tell.tables(agent);

  tell.chapter('node2 joins: both next hops are resolved before anybody sends a packet');
  tell.say('(its name and address are added to kith.yaml)');
  tell.shows(node1, 'kill -HUP $(pidof kith)');
  await agent.reload(nodes([{ name: 'node2', addresses: [NODE2] }]));
  await tell.waits('both REACHABLE', () => isServed(node1, node2));
  await tell.tables(agent);
  await tell.kith(agent, 'explain', NODE2);

  tell.chapter('a MAC address changes: node2 gets another network card');
  await tell.ip(node2, `link set dev eno1 address ${NEW_MAC}`);
  await tell.waits(
    'the new MAC is known',
    async () => (await row(node1, 'eno1'))?.lladdr === NEW_MAC,
  );
  await tell.tables(agent);

  tell.chapter('a carrier flaps: the kernel drops the entry, and would not bring it back');
  await tell.ip(node2, 'link set dev eno2 down');
  await tell.waits('gone with the carrier', async () => !(await isReachable(node1, node2, 'eno2')));
  await tell.tables(agent);
  await tell.ip(node2, 'link set dev eno2 up');
  await tell.waits('REACHABLE again', () => isReachable(node1, node2, 'eno2'));
  await tell.tables(agent);

  tell.chapter('node2 leaves: nothing of it stays');
  tell.shows(node1, 'kill -HUP $(pidof kith)');
  await agent.reload(nodes([]));
  await tell.waits('both gone', () => isGone(node1));
  await tell.tables(agent);

  tell.chapter('what happened, as kith saw it');
  await tell.kith(agent, 'events');
  await agent.stop();
}

/** The topology of the example: a subnet on each cable, a global address on each node. */
async function cable(lab: Lab, node1: Host, node2: Host): Promise<void> {
  for (const device of ['eno1', 'eno2']) await lab.link(node1, device, node2, device);
  await node1.ipBatch([
    'addr add 10.69.0.65/26 dev eno1',
    'addr add 10.69.0.129/26 dev eno2',
    'addr add 10.69.0.1/32 dev lo',
    `route add ${NODE2} nexthop via ${NEXT_HOPS.eno1} dev eno1 nexthop via ${NEXT_HOPS.eno2} dev eno2`,
  ]);
  await node2.ipBatch([
    `addr add ${NEXT_HOPS.eno1}/26 dev eno1`,
    `addr add ${NEXT_HOPS.eno2}/26 dev eno2`,
    `addr add ${NODE2}/32 dev lo`,
  ]);
  // node2 tells its neighbors when its MAC changes, and node1 believes it however young its entry is
  await node2.sysctl('net.ipv4.conf.eno1.arp_notify', 1);
  await node1.sysctl('net.ipv4.neigh.eno1.locktime', 0);
}

function nodes(list: readonly { name: string; addresses: readonly string[] }[]): AgentConfig {
  return { plugins: { 'source-static': { nodes: list } } };
}

/** Whether both next hops are REACHABLE, with the MACs that node2 has now. */
async function isServed(node1: Host, node2: Host): Promise<boolean> {
  return (await isReachable(node1, node2, 'eno1')) && (await isReachable(node1, node2, 'eno2'));
}

async function isReachable(node1: Host, node2: Host, device: Device): Promise<boolean> {
  const found = await row(node1, device);
  return found?.state === 'REACHABLE' && found.lladdr === (await node2.mac(device));
}

/** node1's entry for its next hop on a device. */
async function row(node1: Host, device: Device): Promise<NeighborRow | undefined> {
  return (await node1.neighbors(device)).find(({ address }) => address === NEXT_HOPS[device]);
}

async function isGone(node1: Host): Promise<boolean> {
  const addresses = (await node1.neighbors()).map(({ address }) => address);
  return Object.values(NEXT_HOPS).every((address) => !addresses.includes(address));
}

const lab = new Lab();
try {
  await demo(new Narrator(process.stdout), lab);
} finally {
  await lab.dispose();
}

import { readFile } from 'node:fs/promises';

import { expect } from '@jest/globals';
import { type Agent, eventually } from '@kith/lab';

import { scenario } from '../scenario.js';
import { counter, neighbors, targets } from './ask.js';
import { lan, nodes } from './lan.js';

const WRITES = 'kith_neighbor_writes_total';
/** What it takes to make one entry: the whole of it; made ours and used; and then pinned. */
const WRITES_EACH = { managed: 1, 'agent-refresh': 2, permanent: 3 };

scenario('F6', 'a notification socket that overran', async ({ lab, strategy, settled, took }) => {
  const { node } = await lan(lab);
  const given = { a: '10.0.0.2', b: '10.0.0.3', c: '10.0.0.4' };
  // no turns meanwhile
  const agent = await lab.agent(node, nodes(given, { 'refresh-controller': { period: '0' } }));
  const all = ['10.0.0.2 eth0', '10.0.0.3 eth0', '10.0.0.4 eth0'];
  await settled(node, ...all);
  const writesBefore = await counter(agent, WRITES);

  agent.signal('SIGSTOP');
  await node.ip('neigh del 10.0.0.3 dev eth0'); // its news is in the buffer
  await eventually(
    async () => {
      await node.ipBatch(churn());
      expect(await drops(agent)).toBeGreaterThan(0);
    },
    { within: 30_000 },
  );
  await node.ip('neigh del 10.0.0.4 dev eth0'); // its news is lost
  agent.signal('SIGCONT');

  await took('all is as it was', settled(node, ...all));
  expect(await counter(agent, 'kith_notification_losses_total')).toBeGreaterThan(0);
  // the two that were deleted, each once
  expect((await counter(agent, WRITES)) - writesBefore).toBe(2 * WRITES_EACH[strategy]);
});

/** Less than what holds the agent's news; what only wakes it has room for a message or two. */
const SMALL = 65_536;

/** What the agent's news had no room for: the Drops column of the kernel's own table, of sockets that hold much (Rmem). */
async function drops(agent: Agent): Promise<number> {
  const table = await readFile(`/proc/${agent.pid}/net/netlink`, 'utf8');
  const rows = table.trim().split('\n').slice(1);
  const sockets = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const full = sockets.filter(([, , , , held = 0]) => held > SMALL);
  return full.reduce((sum, [, , , , , , , , dropped = 0]) => sum + dropped, 0);
}

/** 2,000 changes that are none of the agent's business: several hundred kilobytes of news. */
function churn(): readonly string[] {
  return Array.from({ length: 1000 }, (_, i) => `10.0.${1 + (i >> 8)}.${i & 255}`).flatMap((to) => [
    `neigh replace ${to} lladdr 02:00:00:00:00:01 dev eth1 nud stale`,
    `neigh del ${to} dev eth1`,
  ]);
}

scenario('F6', 'tables that change while they are listed', async ({ lab, settled, took }) => {
  const { node } = await lan(lab);
  const addresses = Array.from({ length: 2000 }, (_, i) => `10.66.${i >> 8}.${i & 255}/32 dev lo`);
  await node.ipBatch(addresses.map((address) => `addr add ${address}`));
  const [agent] = await Promise.all([
    lab.agent(node, nodes({ a: '10.0.0.2', gone: '10.66.0.1', own: '10.66.7.1' })),
    node.ipBatch(addresses.slice(0, 1000).map((address) => `addr del ${address}`)),
  ]);
  await took('settled', settled(node, '10.0.0.2 eth0'));
  await eventually(async () => {
    const skipped = (await targets(agent)).map(({ address, skipped }) => `${address} ${skipped}`);
    expect(skipped.slice(1)).toEqual(['10.66.0.1 unroutable', '10.66.7.1 local']);
  });
});

scenario(
  'F7',
  'one entry that the kernel refuses does not harm the others',
  async ({ lab, settled, took }) => {
    const { node, peer } = await lan(lab);
    // an IPv4 route with an IPv6 gateway, on a device that then has IPv6 switched off: EINVAL
    await peer.ip('addr add fe80::1/64 dev eth0 nodad');
    await node.ip('route add 10.8.0.0/16 via inet6 fe80::1 dev eth0');
    await node.sysctl('net.ipv6.conf.eth0.disable_ipv6', 1);
    const agent = await lab.agent(
      node,
      nodes({ a: '10.0.0.2', refused: '10.8.0.1', b: '10.0.0.3' }),
    );
    await settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0');
    const [refused] = (await neighbors(agent)).filter(({ address }) => address === 'fe80::1');
    expect(refused).toMatchObject({ status: 'error' });
    expect(refused?.error).toContain('EINVAL');

    await node.sysctl('net.ipv6.conf.eth0.disable_ipv6', 0);
    await took('retried', settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0', 'fe80::1 eth0'));
  },
);

scenario('F8', 'entries that failed creates left behind', async ({ lab, settled, took }) => {
  const { node } = await lan(lab);
  for (const address of ['10.0.0.3', '10.0.0.77']) {
    await node.ip(`neigh replace ${address} dev eth0 extern_learn nud none protocol 75`);
  }
  await node.ip('neigh replace 10.0.0.88 dev eth0 managed extern_learn nud none protocol 75');
  await eventually(async () => expect(await node.ip('neigh show 10.0.0.88')).toContain('FAILED'));

  // it is not taken for dead, and asked for after a pause
  const parking = { min: '1m' };
  await lab.agent(node, nodes({ wanted: '10.0.0.3' }, { 'refresh-controller': { parking } }));
  await took('probed again, or gone', settled(node, '10.0.0.3 eth0'));
});

import { expect } from '@jest/globals';
import { type Agent, eventually, type Host, type Lab, TWO_NODES, twoNodes } from '@kith/lab';

import { scenario } from '../scenario.js';
import { flagsOf, type Strategy } from '../strategies.js';

const { ipv4, ipv6 } = TWO_NODES;
const BOTH_FAMILIES = [ipv4, ipv6];

/** A config in which this node is known, or none. */
function config(addresses: readonly string[], settings: Record<string, unknown> = {}) {
  const nodes = addresses.length > 0 ? [{ name: 'node2', addresses }] : [];
  return { plugins: { 'neighbor-controller': settings, 'source-static': { nodes } } };
}

/** The rows of `ip neigh` on node1 when the next hops of node2 in these families are served. */
async function served(
  strategy: Strategy,
  node2: Host,
  families: readonly { readonly eno1: string; readonly eno2: string }[],
): Promise<readonly string[]> {
  const macs = { eno1: await node2.mac('eno1'), eno2: await node2.mac('eno2') };
  const devices = ['eno1', 'eno2'] as const;
  const state = strategy === 'permanent' ? 'PERMANENT' : 'REACHABLE';
  const flags = flagsOf(strategy).join(' ');
  return families
    .flatMap((family) =>
      devices.map(
        (device) =>
          `${family[device]} dev ${device} lladdr ${macs[device]} ${flags} ${state} proto 75`,
      ),
    )
    .sort();
}

/** Waits until the table of a host is exactly this. */
function table(host: Host, rows: readonly string[]): Promise<number> {
  return eventually(async () => expect(await host.neighborLines()).toEqual(rows));
}

scenario('A1', 'both next hops of a joined node are resolved', async ({ lab, strategy, took }) => {
  const { node1, node2 } = await twoNodes(lab);
  const rows = await served(strategy, node2, [ipv4]);
  const monitor = await node1.monitor();
  const agent = await lab.agent(node1, config([]));
  expect(await node1.neighborLines()).toEqual([]);

  await agent.reload(config([ipv4.node2]));
  await took('resolved', table(node1, rows));
  const state = strategy === 'permanent' ? 'PERMANENT' : 'REACHABLE';
  expect(await whatIsShown(agent)).toEqual([
    { device: 'eno1', address: ipv4.eno1, state, status: 'resolved' },
    { device: 'eno2', address: ipv4.eno2, state, status: 'resolved' },
  ]);
  const written = new Set(monitor.events.map(({ address }) => address));
  expect([...written].sort()).toEqual([ipv4.eno2, ipv4.eno1]);
});

/** `kith neighbors --json`, without what differs from run to run. */
async function whatIsShown(agent: Agent): Promise<unknown> {
  const { json } = await agent.cli('neighbors', '--json');
  const { neighbors } = json as { neighbors: readonly Record<string, unknown>[] };
  return neighbors.map(({ device, address, state, status }) => ({
    device,
    address,
    state,
    status,
  }));
}

scenario('A1', 'a node that is known at start', async ({ lab, strategy, took }) => {
  const { node1, node2 } = await twoNodes(lab);
  const rows = await served(strategy, node2, [ipv4]);
  await lab.agent(node1, config([ipv4.node2]), { awaitsReady: false });
  await took('from process start', table(node1, rows));
});

const DIRECT = [
  ['named', { directRoutingDevice: 'eno2' }],
  ['of the default route', {}],
] as const;

for (const [which, settings] of DIRECT) {
  const title = `the direct routing device, ${which}, is served where devices omits it`;
  scenario('A1', title, async ({ lab, strategy, took }) => {
    const { node1, node2 } = await twoNodes(lab);
    const rows = await served(strategy, node2, [ipv4]);
    if (which !== 'named') await node1.ip(`route add default via ${ipv4.eno2} dev eno2`);
    await lab.agent(node1, config([ipv4.node2], { devices: ['eno1'], ...settings }));
    await took('resolved', table(node1, rows));
  });
}

scenario('A2', 'the same with IPv6', async ({ lab, strategy, took }) => {
  const { node1, node2 } = await twoNodes(lab);
  await lab.agent(node1, config([ipv6.node2]));
  await took('resolved', table(node1, await served(strategy, node2, [ipv6])));
});

scenario('A2', 'the same dual-stack', async ({ lab, strategy, took }) => {
  const { node1, node2 } = await twoNodes(lab);
  await lab.agent(node1, config([ipv4.node2, ipv6.node2]));
  await took('resolved', table(node1, await served(strategy, node2, BOTH_FAMILIES)));
});

scenario('A3', 'a node that leaves takes its entries along', async ({ lab, strategy, took }) => {
  const { node1, node2 } = await twoNodes(lab);
  const agent = await lab.agent(node1, config([ipv4.node2, ipv6.node2]));
  await table(node1, await served(strategy, node2, BOTH_FAMILIES));
  await agent.reload(config([]));
  await took('gone', table(node1, []));
});

scenario(
  'A5',
  'discovery off removes what is ours and shows what is',
  async ({ lab, strategy, took }) => {
    const { node1, node2 } = await twoNodes(lab);
    await leaveEntries(lab, strategy, node1, node2);
    const theirs = `${ipv4.eno1} dev eno1 lladdr 02:00:00:00:00:66 PERMANENT`;
    const monitor = await node1.monitor();

    const flags = ['--enable-l2-neigh-discovery=false'];
    const agent = await lab.agent(node1, config([ipv4.node2]), { flags });
    await took('gone', table(node1, []));
    await node1.ip(`neigh add ${ipv4.eno1} dev eno1 lladdr 02:00:00:00:00:66 nud permanent`);
    await eventually(async () => {
      const { json } = await agent.cli('explain', ipv4.node2, '--json');
      expect(json).toMatchObject({
        entries: [{ device: 'eno1', address: ipv4.eno1, state: 'PERMANENT', owner: 'foreign' }],
      });
    });
    expect(await node1.neighborLines()).toEqual([theirs]);
    const appeared = monitor.events.filter(
      ({ kind, state }) => kind === 'new' && state !== 'FAILED',
    );
    expect(appeared).toMatchObject([{ address: ipv4.eno1, state: 'PERMANENT' }]);
  },
);

/** Entries of an agent that has ended. */
async function leaveEntries(lab: Lab, strategy: Strategy, node1: Host, node2: Host): Promise<void> {
  const earlier = await lab.agent(node1, config([ipv4.node2]));
  const rows = await served(strategy, node2, [ipv4]);
  await table(node1, rows);
  await earlier.stop();
  expect(await node1.neighborLines()).toEqual(rows);
}

import { expect } from '@jest/globals';
import { type Agent, eventually } from '@kith/lab';

import { scenario } from '../scenario.js';
import { neighbors } from './ask.js';
import { lan, nodes } from './lan.js';

scenario(
  'B1',
  'the target, its gateway, or the default gateway',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    await node.ip('route add 10.8.0.0/16 via 10.0.0.3');
    await node.ip('route add default via 10.0.0.254');
    await lab.agent(node, nodes({ onLink: '10.0.0.2', behind: '10.8.0.1', far: '192.0.2.1' }));
    await took('resolved', settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0', '10.0.0.254 eth0'));
  },
);

scenario('B2', 'one entry for all that is behind one gateway', async ({ lab, settled, took }) => {
  const { node } = await lan(lab);
  await node.ip('route add 10.8.0.0/16 via 10.0.0.3');
  const left = { a: '10.8.0.1', b: '10.8.0.2', c: '10.8.0.3' };
  const agent = await lab.agent(node, nodes(left));
  await settled(node, '10.0.0.3 eth0');
  const { events } = await node.monitor();

  for (const name of ['a', 'b'] as const) {
    await sharedBy(agent, left);
    Reflect.deleteProperty(left, name);
    await agent.reload(nodes(left));
  }
  await sharedBy(agent, { c: '10.8.0.3' });
  expect(events.filter(({ kind }) => kind === 'deleted')).toEqual([]);
  await agent.reload(nodes({}));
  await took('gone with the last', settled(node));
});

scenario(
  'B3',
  'one next hop for each device, as the FIB answers for it',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    await node.ip('route add default via 10.0.0.254');
    await node.ip('route add 10.8.0.0/16 via 10.1.0.3');
    await lab.agent(node, nodes({ node2: '10.8.0.1' }));
    await took('resolved', settled(node, '10.0.0.254 eth0', '10.1.0.3 eth1'));
  },
);

scenario(
  'B4',
  'every leg of a multipath route, several on one device',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    await node.ip(
      'route add 10.8.0.0/16 nexthop via 10.0.0.3 nexthop via 10.0.0.4 nexthop via 10.1.0.3',
    );
    await lab.agent(node, nodes({ node2: '10.8.0.1' }));
    await took('resolved', settled(node, '10.0.0.3 eth0', '10.0.0.4 eth0', '10.1.0.3 eth1'));
  },
);

scenario('B6', 'an IPv6 neighbor for an IPv4 prefix', async ({ lab, settled, took }) => {
  const { node, peer } = await lan(lab);
  await peer.ip('addr add fe80::1/64 dev eth0 nodad');
  await node.ip('route add 10.8.0.0/16 via inet6 fe80::1 dev eth0');
  await lab.agent(node, nodes({ node2: '10.8.0.1' }));
  await took('resolved', settled(node, 'fe80::1 eth0'));
});

/** The one neighbor shows exactly these owners. */
async function sharedBy(agent: Agent, nodes: Readonly<Record<string, string>>): Promise<void> {
  const targets = Object.entries(nodes).map(([name, address]) => ({
    address,
    owners: [`static/${name}`],
  }));
  await eventually(async () =>
    expect(await neighbors(agent)).toMatchObject([{ address: '10.0.0.3', targets }]),
  );
}

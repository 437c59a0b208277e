import { expect } from '@jest/globals';
import { eventually, type Host } from '@kith/lab';

import { scenario } from '../scenario.js';
import { lan, nodes } from './lan.js';

for (const compat of [1, 0]) {
  const title = `the members of a nexthop group, nexthop_compat_mode=${compat}; the group changes`;
  scenario('B5', title, async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    await node.sysctl('net.ipv4.nexthop_compat_mode', compat);
    for (const id of [3, 4, 5]) await node.ip(`nexthop add id ${id} via 10.0.0.${id} dev eth0`);
    await node.ip('nexthop add id 10 group 3/4');
    await node.ip('route add 10.8.0.0/16 nhid 10');
    await lab.agent(node, nodes({ node2: '10.8.0.1' }));
    await settled(node, '10.0.0.3 eth0', '10.0.0.4 eth0');

    await node.ip('nexthop replace id 10 group 4/5');
    await took('the new members', settled(node, '10.0.0.4 eth0', '10.0.0.5 eth0'));
  });
}

scenario('B5', 'a route by a single nexthop object', async ({ lab, settled, took }) => {
  const { node } = await lan(lab);
  await node.ip('nexthop add id 3 via 10.0.0.3 dev eth0');
  await node.ip('route add 10.8.0.0/16 nhid 3');
  await lab.agent(node, nodes({ node2: '10.8.0.1' }));
  await took('resolved', settled(node, '10.0.0.3 eth0'));
});

const LEGS = 'route add 10.8.0.0/16 nexthop via 10.0.0.3 dev eth0 nexthop via 10.1.0.3 dev eth1';

scenario(
  'B7',
  'a leg without carrier is left out until it is back',
  async ({ lab, settled, took }) => {
    const { node, peer } = await lan(lab);
    await node.ip(LEGS);
    await peer.ip('link set eth1 down');
    await eventually(async () =>
      expect(await node.ip('route show 10.8.0.0/16')).toContain('linkdown'),
    );
    await lab.agent(node, nodes({ node2: '10.8.0.1' }));
    await settled(node, '10.0.0.3 eth0');

    await peer.ip('link set eth1 up');
    await took('the leg that is back', settled(node, '10.0.0.3 eth0', '10.1.0.3 eth1'));
  },
);

scenario('B7', 'a dead leg is left out until it is back', async ({ lab, settled, took }) => {
  const { node } = await lan(lab);
  await node.ip(LEGS);
  await node.ip('link set eth1 down');
  expect(await node.ip('route show 10.8.0.0/16')).toContain('dead');
  await lab.agent(node, nodes({ node2: '10.8.0.1' }));
  await settled(node, '10.0.0.3 eth0');

  await node.ip('link set eth1 up');
  await took('the leg that is back', settled(node, '10.0.0.3 eth0', '10.1.0.3 eth1'));
});

scenario(
  'B8',
  'one IPv4 next hop on two devices is two entries',
  async ({ lab, settled, took }) => {
    const { node, peer } = await lan(lab);
    await peer.ip('addr add 10.9.0.3/32 dev lo');
    await node.ip(
      'route add 10.8.0.0/16 nexthop via 10.9.0.3 dev eth0 onlink nexthop via 10.9.0.3 dev eth1 onlink',
    );
    await lab.agent(node, nodes({ node2: '10.8.0.1' }));
    await settled(node, '10.9.0.3 eth0', '10.9.0.3 eth1');
    expect(await macs(node)).toEqual([await peer.mac('eth0'), await peer.mac('eth1')]);

    await node.ip('link set eth1 down');
    await took('the other one stays', settled(node, '10.9.0.3 eth0'));
  },
);

scenario(
  'B8',
  'fe80::1 as the gateway on two devices is two entries',
  async ({ lab, settled, took }) => {
    const { node, peer } = await lan(lab);
    for (const device of ['eth0', 'eth1']) {
      await peer.ip(`addr add fe80::1/64 dev ${device} nodad`);
      await node.ip(
        `route add default via fe80::1 dev ${device} metric ${device === 'eth0' ? 1 : 2}`,
      );
    }
    await lab.agent(node, nodes({ node2: '2001:db8::1' }));
    await settled(node, 'fe80::1 eth0', 'fe80::1 eth1');
    expect(await macs(node)).toEqual([await peer.mac('eth0'), await peer.mac('eth1')]);

    await node.ip('route del default via fe80::1 dev eth1');
    await took('the other one stays', settled(node, 'fe80::1 eth0'));
  },
);

/** MACs of the table, by device. */
async function macs(node: Host): Promise<readonly (string | undefined)[]> {
  const rows = await node.neighbors();
  return rows
    .filter(({ protocol }) => protocol === '75')
    .sort((a, b) => a.device.localeCompare(b.device))
    .map(({ lladdr }) => lladdr);
}

import { expect } from '@jest/globals';
import type { Agent } from '@kith/lab';

import { scenario } from '../scenario.js';
import { complaints, counter, targets } from './ask.js';
import { lan, nodes } from './lan.js';

scenario(
  'B10',
  'no route, blackhole, unreachable, prohibit: skipped with the reason',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    const kinds = ['blackhole', 'unreachable', 'prohibit'];
    for (const [i, kind] of kinds.entries()) await node.ip(`route add ${kind} 10.${i + 20}.0.0/16`);
    const agent = await lab.agent(
      node,
      nodes({
        none: '10.8.0.1',
        hole: '10.20.0.1',
        unreachable: '10.21.0.1',
        prohibit: '10.22.0.1',
      }),
    );
    expect(await targets(agent)).toMatchObject([
      { address: '10.8.0.1', nextHops: [], skipped: 'unroutable' },
      { address: '10.20.0.1', nextHops: [], skipped: 'blackhole' },
      { address: '10.21.0.1', nextHops: [], skipped: 'unreachable' },
      { address: '10.22.0.1', nextHops: [], skipped: 'prohibit' },
    ]);
    expect(await complaints(agent)).toEqual([]);
    await settled(node);

    await node.ip('route add 10.8.0.0/16 via 10.0.0.3');
    await took('written when a route appears', settled(node, '10.0.0.3 eth0'));
    for (const [i, kind] of kinds.entries()) {
      await node.ip(`route del ${kind} 10.${i + 20}.0.0/16`);
      await node.ip(`route add 10.${i + 20}.0.0/16 via 10.0.0.4`);
    }
    await took('the others', settled(node, '10.0.0.3 eth0', '10.0.0.4 eth0'));
  },
);

scenario('B11', 'the table that a rule names decides', async ({ lab, settled, took }) => {
  const { node } = await lan(lab);
  await node.ip('route add 10.8.0.0/16 via 10.0.0.3');
  await node.ip('route add 10.8.0.0/16 via 10.0.0.4 table 100');
  await node.ip('rule add to 10.8.0.0/24 lookup 100');
  await lab.agent(node, nodes({ ruled: '10.8.0.1' }));
  await took('resolved', settled(node, '10.0.0.4 eth0'));
});

const LOOKUPS = [
  ['fwmark 7', { mark: 7 }],
  ['from 10.1.0.1', { from: '10.1.0.1' }],
  ['iif eth1', { iif: 'eth1', from: '10.1.0.9' }],
] as const;

for (const [rule, lookup] of LOOKUPS) {
  scenario(
    'B11',
    `rule \`${rule}\` and a configured lookup for it`,
    async ({ lab, settled, took }) => {
      const { node } = await lan(lab);
      await node.sysctl('net.ipv4.ip_forward', 1); // else nothing that came in on a device is routed
      await node.ip('route add 10.8.0.0/16 via 10.0.0.3');
      await node.ip('route add 10.8.0.0/16 via 10.0.0.4 table 100');
      await node.ip(`rule add ${rule} lookup 100`);
      const controller = { 'neighbor-controller': { lookups: [lookup] } };
      await lab.agent(node, nodes({ node2: '10.8.0.1' }, controller));
      await took('both answers', settled(node, '10.0.0.3 eth0', '10.0.0.4 eth0'));
    },
  );
}

const PACKETS = [
  ['fwmark 7', ['--mark', '7']],
  ['from 10.1.0.1', ['--from', '10.1.0.1']],
  ['iif eth1', ['--iif', 'eth1', '--from', '10.1.0.9']],
] as const;

for (const [rule, options] of PACKETS) {
  scenario(
    'B11',
    `explain says where rule \`${rule}\` sends a packet`,
    async ({ lab, settled }) => {
      const { node } = await lan(lab);
      await node.sysctl('net.ipv4.ip_forward', 1);
      await node.ip('route add 10.8.0.0/16 via 10.0.0.3');
      await node.ip('route add 10.8.0.0/16 via 10.0.0.4 table 100');
      await node.ip(`rule add ${rule} lookup 100`);
      const agent = await lab.agent(node, nodes({ node2: '10.8.0.1' }));
      await settled(node, '10.0.0.3 eth0');
      const explain = async (...more: readonly string[]): Promise<string> => {
        const { stdout } = await node.kith(
          'explain',
          '10.8.0.1',
          ...more,
          '--socket',
          agent.socket,
        );
        return stdout;
      };
      expect(await explain()).toContain('10.0.0.3 dev eth0');
      expect(await explain(...options)).toContain('10.0.0.4 dev eth0');
    },
  );
}

scenario(
  'B11',
  'the table of a VRF decides for its members',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    await node.ip('route add 10.8.0.0/16 via 10.1.0.3');
    await node.ip('link add red type vrf table 100');
    await node.ip('link set red up');
    await node.ip('link set eth0 master red');
    await node.ip('route add 10.8.0.0/16 via 10.0.0.4 vrf red');
    await lab.agent(node, nodes({ node2: '10.8.0.1' }));
    await took('resolved', settled(node, '10.0.0.4 eth0', '10.1.0.3 eth1'));
  },
  { needs: 'vrf' },
);

scenario(
  'B12',
  'only what is under a changed prefix is looked up again',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    await node.ip('route add 10.8.0.0/16 via 10.0.0.3');
    await node.ip('route add 10.8.7.0/24 via 10.0.0.4');
    const many = Array.from({ length: 10_000 }, (_, i) => `10.8.${i >> 8}.${i & 255}`);
    const agent = await lab.agent(node, nodes({ all: many }));
    await settled(node, '10.0.0.3 eth0', '10.0.0.4 eth0');

    const before = await lookups(agent);
    await node.ip('route replace 10.8.7.0/24 via 10.0.0.5');
    await took('the changed /24', settled(node, '10.0.0.3 eth0', '10.0.0.5 eth0'));
    // each device and once without: 3 lookups for each of 256 targets
    expect((await lookups(agent)) - before).toBe(3 * 256);
  },
);

function lookups(agent: Agent): Promise<number> {
  return counter(agent, 'kith_next_hop_lookups_total');
}

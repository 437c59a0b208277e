import { expect } from '@jest/globals';
import { type Agent, eventually, type Lab } from '@kith/lab';

import { scenario, type ScenarioTools } from '../scenario.js';
import { neighbors } from './ask.js';
import { lan, type Lan, nodes } from './lan.js';

const BOTH = ['10.0.0.3 eth0', 'fd00::3 eth0'] as const;

/** A lan with IPv6 on eth0, and an agent that keeps fd00::3 and 10.0.0.3 resolved there. */
async function resolved(
  lab: Lab,
  settled: ScenarioTools['settled'],
): Promise<Lan & { readonly agent: Agent }> {
  const { node, peer } = await lan(lab);
  await node.ip('addr add fd00::1/64 dev eth0 nodad');
  await peer.ip('addr add fd00::3/64 dev eth0 nodad');
  const agent = await lab.agent(node, nodes({ node2: ['10.0.0.3', 'fd00::3'] }));
  await settled(node, ...BOTH);
  return { node, peer, agent };
}

scenario('F2', 'the device goes down and up', async ({ lab, settled, took }) => {
  const { node } = await resolved(lab, settled);
  await node.ip('link set eth0 down');
  await settled(node);
  await node.ip('link set eth0 up');
  await node.ip('addr add fd00::1/64 dev eth0 nodad');
  await took('usable again', settled(node, ...BOTH));
});

scenario(
  'F2',
  'IPv6 is usable soon after the first link-local that can be used',
  async ({ lab, settled, took }) => {
    const { node } = await resolved(lab, settled);
    await node.sysctl('net.ipv6.conf.eth0.accept_dad', 1);
    await node.ip('link set eth0 down');
    await node.ip('link set eth0 up');
    await node.ip('addr add fd00::1/64 dev eth0 nodad');
    await eventually(async () => {
      expect(await node.ip('-6 addr show dev eth0 scope link -tentative')).toContain('fe80');
    });
    await took('after DAD', settled(node, ...BOTH));
  },
);

scenario('F2', 'the own MAC changes', async ({ lab, settled, took }) => {
  const { node, peer } = await resolved(lab, settled);
  await node.ip('link set eth0 address 02:00:00:00:99:01');
  await took('put back', settled(node, ...BOTH));
  expect(await peer.ip('neigh show 10.0.0.1')).toContain('02:00:00:00:99:01');
});

scenario('F2', 'the device is renamed', async ({ lab, settled, took }) => {
  const { node, agent } = await resolved(lab, settled);
  await node.ip('link set eth0 name uplink0');
  const shown = ['10.0.0.3', 'fd00::3'].map((address) => ({
    address,
    device: 'uplink0',
    status: 'resolved',
  }));
  await took(
    'known by its new name',
    eventually(async () => expect(await neighbors(agent)).toMatchObject(shown)),
  );
  // a pinned one is checked meanwhile, as after any change of its device
  await settled(node, '10.0.0.3 uplink0', 'fd00::3 uplink0');
});

scenario(
  'F2',
  'the device is deleted and made again with another ifindex',
  async ({ lab, settled, took }) => {
    const { node, peer } = await resolved(lab, settled);
    await node.ip('link del eth0');
    await settled(node);
    await lab.link(node, 'eth0', peer, 'eth0');
    await peer.ip('addr add 10.0.0.3/24 dev eth0');
    await peer.ip('addr add fd00::3/64 dev eth0 nodad');
    await node.ip('addr add 10.0.0.1/24 dev eth0');
    await node.ip('addr add fd00::1/64 dev eth0 nodad');
    await took('usable again', settled(node, ...BOTH));
  },
);

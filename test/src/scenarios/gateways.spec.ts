import { scenario } from '../scenario.js';
import { lan } from './lan.js';

scenario('H5', "the host's gateways, with no config at all", async ({ lab, settled, took }) => {
  const { node, peer } = await lan(lab);
  await peer.ip('addr add fe80::1/64 dev eth0 nodad');
  await node.ip('route add default via 10.0.0.254');
  await node.ip('route add default via fe80::1 dev eth0');
  await node.ip('route add 10.8.0.0/16 via 10.1.0.3');
  await lab.agent(node);
  await took('resolved', settled(node, '10.0.0.254 eth0', '10.1.0.3 eth1', 'fe80::1 eth0'));

  await node.ip('route replace default via 10.0.0.2');
  await took('another gateway', settled(node, '10.0.0.2 eth0', '10.1.0.3 eth1', 'fe80::1 eth0'));
});

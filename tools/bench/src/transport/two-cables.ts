import type { Host, Lab } from '@kith/lab';

import { DEVICES, PREFIX } from './range.js';

/** A node with a multipath route over two devices to all addresses, and a peer that answers for each of them. */
export async function twoCables(lab: Lab): Promise<Host> {
  const node = await lab.host('node');
  const peer = await lab.host('peer');
  for (const device of DEVICES) await lab.link(node, device, peer, device);
  await peer.ipBatch([
    'addr add 10.0.0.2/24 dev eth0',
    'addr add 10.1.0.2/24 dev eth1',
    `route add local ${PREFIX} dev lo`,
  ]);
  await node.ipBatch([
    'addr add 10.0.0.1/24 dev eth0',
    'addr add 10.1.0.1/24 dev eth1',
    `route add ${PREFIX} nexthop via 10.0.0.2 dev eth0 nexthop via 10.1.0.2 dev eth1`,
  ]);
  return node;
}

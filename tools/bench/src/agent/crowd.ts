import type { AgentConfig, Host, Lab } from '@kith/lab';

/** A node, and a peer that answers for everybody. */
export interface Crowd {
  readonly node: Host;
  readonly peer: Host;
}

/** Where the members live: 131,072 addresses behind eth0. */
export const MEMBERS = '10.64.0.0/15';
const DEVICES = ['eth0', 'eth1'];
/** The peer forgets its routes when its device goes down. */
const ROUTE_BACK = 'route replace 10.0.0.0/8 dev eth0';

/**
 * Two devices, a route to the members over eth0, and on the other side a peer that answers for all of them and for
 * the routers. Every sysctl is as the kernel has it; `net.core.netdev_max_backlog`, which `kith doctor` would have
 * raised for such a crowd, is the machine's, so it too is what it was.
 */
export async function crowd(lab: Lab): Promise<Crowd> {
  const node = await lab.host('node');
  const peer = await lab.host('peer');
  for (const device of DEVICES) await lab.link(node, device, peer, device);
  await node.ipBatch([
    'addr add 10.0.0.1/24 dev eth0',
    'addr add 10.1.0.1/24 dev eth1',
    `route add ${MEMBERS} dev eth0`,
  ]);
  await peer.ipBatch([
    'addr add 10.0.0.2/24 dev eth0',
    ROUTE_BACK,
    `route add local ${MEMBERS} dev lo`,
    'route add local 10.0.0.128/25 dev lo',
  ]);
  return { node, peer };
}

/** Takes the carriers of both of the node's devices away. */
export function unplug(peer: Host): Promise<void> {
  return peer.ipBatch(DEVICES.map((device) => `link set dev ${device} down`));
}

export function plugIn(peer: Host): Promise<void> {
  return peer.ipBatch([...DEVICES.map((device) => `link set dev ${device} up`), ROUTE_BACK]);
}

/** An address in the subnet of eth0 for which the peer answers too: 0 to 126. */
export function router(n: number): string {
  return `10.0.0.${128 + n}`;
}

/** A config with these addresses, and room for some more targets. */
export function config(addresses: readonly string[], plugins: object = {}): AgentConfig {
  const room = addresses.length + 5000;
  return {
    plugins: {
      'source-static': { nodes: addresses.length > 0 ? [{ name: 'all', addresses }] : [] },
      'source-gateways': {},
      'neighbor-controller': { maxTargets: room, maxNeighbors: room },
      ...plugins,
    },
  };
}

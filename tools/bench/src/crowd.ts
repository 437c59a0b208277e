import { type AgentConfig, eventually, type Host, type Lab } from '@kith/lab';

/** A node with two devices, a route to 10.64.0.0/16 over eth0, and a peer that answers for all of it. */
export async function crowd(lab: Lab): Promise<Host> {
  const node = await lab.host('node');
  const peer = await lab.host('peer');
  for (const device of ['eth0', 'eth1']) await lab.link(node, device, peer, device);
  await node.ipBatch([
    'addr add 10.0.0.1/24 dev eth0',
    'addr add 10.1.0.1/24 dev eth1',
    'route add 10.64.0.0/16 dev eth0',
  ]);
  await peer.ipBatch([
    'addr add 10.0.0.2/24 dev eth0',
    'route add 10.0.0.0/8 dev eth0',
    'route add local 10.64.0.0/16 dev lo',
  ]);
  return node;
}

export function members(count: number, first = 0): readonly string[] {
  return Array.from({ length: count }, (_, i) => `10.64.${(first + i) >> 8}.${(first + i) & 255}`);
}

/** A config with these addresses, and room for some more targets. */
export function config(addresses: readonly string[]): AgentConfig {
  return {
    plugins: {
      'source-static': { nodes: [{ name: 'all', addresses }] },
      'source-gateways': {},
      'neighbor-controller': { maxTargets: addresses.length + 1000 },
    },
  };
}

/** Waits until as many managed entries are there; with a MAC, where `isResolved`. */
export async function written(node: Host, count: number, isResolved = false): Promise<void> {
  await eventually(
    async () => {
      const rows = await node.neighbors('eth0');
      const done = rows.filter(
        ({ flags, lladdr }) => flags.includes('managed') && (!isResolved || lladdr !== undefined),
      );
      if (done.length < count) throw new Error(`${done.length} of ${count} entries`);
    },
    { within: 60_000, describe: `${count} entries` },
  );
}

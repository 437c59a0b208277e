import type { AgentConfig, Host, Lab } from '@kith/lab';

/** Who answers on each device of the node: these hosts of 10.0.0.0/24 (eth0) and 10.1.0.0/24 (eth1). */
const PEER_HOSTS = [2, 3, 4, 5, 254];

export interface Lan {
  /** 10.0.0.1/24 on eth0, 10.1.0.1/24 on eth1; no other route. */
  readonly node: Host;
  /** The other end of both devices: answers for .2, .3, .4, .5 and .254 on each, and for nobody else. */
  readonly peer: Host;
}

/** A node with two devices, and everybody who answers it. */
export async function lan(lab: Lab): Promise<Lan> {
  const node = await lab.host('node1');
  const peer = await lab.host('peer');
  const devices = ['eth0', 'eth1'];
  for (const device of devices) await lab.link(node, device, peer, device);
  const give = (host: Host, last: readonly number[]): Promise<void> =>
    host.ipBatch(
      devices.flatMap((device, i) => last.map((n) => `addr add 10.${i}.0.${n}/24 dev ${device}`)),
    );
  await give(node, [1]);
  await give(peer, PEER_HOSTS);
  return { node, peer };
}

/** A config with these nodes, by name, each with its addresses; and settings of other plugins. */
export function nodes(
  addresses: Readonly<Record<string, string | readonly string[]>>,
  others: Readonly<Record<string, unknown>> = {},
): AgentConfig {
  const list = Object.entries(addresses).map(([name, given]) => ({
    name,
    addresses: [given].flat(),
  }));
  return { plugins: { ...others, 'source-static': { nodes: list } } };
}

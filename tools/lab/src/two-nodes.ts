import type { Host } from './host.js';
import type { Lab } from './lab.js';

/** The addresses of the example, the same plan in both families. */
export const TWO_NODES = {
  ipv4: { node1: '10.69.0.1', node2: '10.69.0.2', eno1: '10.69.0.66', eno2: '10.69.0.130' },
  ipv6: { node1: 'fd69::1', node2: 'fd69::2', eno1: 'fd69:0:0:1::66', eno2: 'fd69:0:0:2::130' },
} as const satisfies Record<string, Plan>;

type Plan = Readonly<Record<'node1' | 'node2' | 'eno1' | 'eno2', string>>;

export interface TwoNodes {
  readonly node1: Host;
  readonly node2: Host;
}

/**
 * The example: node1 and node2 with two cables between them, eno1 and eno2, a subnet on each, a global address
 * on each node, and on node1 a route to that of node2 over both cables. In both families; no agent.
 */
export async function twoNodes(lab: Lab): Promise<TwoNodes> {
  const node1 = await lab.host('node1');
  const node2 = await lab.host('node2');
  for (const device of ['eno1', 'eno2']) await lab.link(node1, device, node2, device);
  const { ipv4, ipv6 } = TWO_NODES;
  await node1.ipBatch([
    `addr add ${ipv4.node1}/32 dev lo`,
    'addr add 10.69.0.65/26 dev eno1',
    'addr add 10.69.0.129/26 dev eno2',
    multipath(ipv4),
    `addr add ${ipv6.node1}/128 dev lo`,
    'addr add fd69:0:0:1::65/64 dev eno1',
    'addr add fd69:0:0:2::129/64 dev eno2',
    multipath(ipv6),
  ]);
  await node2.ipBatch([
    `addr add ${ipv4.node2}/32 dev lo`,
    `addr add ${ipv4.eno1}/26 dev eno1`,
    `addr add ${ipv4.eno2}/26 dev eno2`,
    `addr add ${ipv6.node2}/128 dev lo`,
    `addr add ${ipv6.eno1}/64 dev eno1`,
    `addr add ${ipv6.eno2}/64 dev eno2`,
  ]);
  return { node1, node2 };
}

function multipath({ node2, eno1, eno2 }: Plan): string {
  return `route add ${node2} nexthop via ${eno1} dev eno1 nexthop via ${eno2} dev eno2`;
}

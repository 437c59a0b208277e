import { type Host, Lab } from '@kith/lab';

import { ClientProcess } from './client-process.js';

/** Runs with a host that has one end of a link (eth0, 10.0.0.1/24, fd00::1/64) and a client on it. */
export async function withClient(
  run: (client: ClientProcess, host: Host, peer: Host) => Promise<void>,
): Promise<void> {
  const lab = new Lab();
  try {
    const host = await lab.host('node1');
    const peer = await lab.host('node2');
    await lab.link(host, 'eth0', peer, 'eth0');
    await host.ipBatch(['addr add 10.0.0.1/24 dev eth0', 'addr add fd00::1/64 dev eth0']);
    const client = new ClientProcess(host);
    try {
      await run(client, host, peer);
    } finally {
      await client.close();
    }
  } finally {
    await lab.dispose();
  }
}

/** The index of a device. */
export async function ifindexOf(host: Host, device: string): Promise<number> {
  const [link] = JSON.parse(await host.ip(`-j link show dev ${device}`)) as [{ ifindex: number }];
  return link.ifindex;
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import { expect, it } from '@jest/globals';
import { eventually, type Host, Lab } from '@kith/lab';

import { lan } from './scenarios/lan.js';
import { serveHere, SERVER_ADDRESS, uplink } from './uplink.js';

const PROGRAM = path.join(import.meta.dirname, '../../examples/custom-agent/dist/main.js');

/** Waits until these are the neighbors that the agent keeps, each with its address. */
const kept = (node: Host, ...addresses: readonly string[]): Promise<number> =>
  eventually(async () => {
    const rows = (await node.neighbors()).filter(({ protocol }) => protocol === '75');
    expect(rows.map(({ address }) => address).sort()).toEqual(addresses);
    expect(rows.map(({ lladdr }) => lladdr)).not.toContain(undefined);
  });

it('the agent of examples/custom-agent keeps what its own source asks for, and nothing else', async () => {
  await serveHere();
  let nodes: unknown = [{ name: 'node2', addresses: ['10.0.0.2', '10.1.0.3'] }];
  const inventory = createServer((_request, response) => response.end(JSON.stringify(nodes)));
  await once(inventory.listen(0, SERVER_ADDRESS), 'listening');
  const lab = new Lab();
  try {
    const { node } = await lan(lab);
    await uplink(node);
    const url = `http://${SERVER_ADDRESS}:${(inventory.address() as AddressInfo).port}/nodes`;
    const config = { plugins: { 'source-inventory': { url, period: '100ms' } } };
    const agent = await lab.agent(node, config, { program: PROGRAM });
    await kept(node, '10.0.0.2', '10.1.0.3');
    nodes = [{ name: 'node3', addresses: ['10.0.0.4'] }];
    await kept(node, '10.0.0.4');
    nodes = 'nonsense';
    await eventually(() => expect(agent.log).toContain('expected array'));
    await kept(node, '10.0.0.4');
    expect(await agent.stop()).toEqual({ code: 0, signal: undefined });
    // forwarding survives the end of the agent
    await kept(node, '10.0.0.4');
  } finally {
    await lab.dispose();
    inventory.closeAllConnections();
    inventory.close();
  }
});

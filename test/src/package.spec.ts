import path from 'node:path';

import { expect, it } from '@jest/globals';
import { eventually, Lab, runCommand } from '@kith/lab';

import { complaints } from './scenarios/ask.js';
import { nodes } from './scenarios/lan.js';

const ROOT = path.join(import.meta.dirname, '../..');

it('what npm run package makes needs nothing but Node, wherever it is unpacked', async () => {
  const lab = new Lab();
  try {
    const make = [process.execPath, path.join(ROOT, 'apps/kith/package.mjs')];
    const archive = path.resolve((await runCommand(make)).stdout.trim());
    const folder = await lab.folder();
    await runCommand(['tar', '-xzf', archive, '-C', folder, '--strip-components=1']);
    const node = await lab.host('node1');
    const peer = await lab.host('node2');
    await lab.link(node, 'eth0', peer, 'eth0');
    await node.ip('addr add 10.0.0.1/24 dev eth0');
    await peer.ip('addr add 10.0.0.2/24 dev eth0');
    const program = path.join(folder, 'bin/kith.js');
    // what a plugin loads once it is on is in there too: it would say otherwise that it cannot be loaded
    const etcd = { 'source-etcd': { endpoints: ['http://127.0.0.1:1'] } };
    const agent = await lab.agent(node, nodes({ node2: '10.0.0.2' }, etcd), {
      program,
      awaitsReady: false,
    });
    const entry = { address: '10.0.0.2', lladdr: await peer.mac('eth0'), protocol: '75' };
    await eventually(async () =>
      expect(await node.neighbors('eth0')).toContainEqual(expect.objectContaining(entry)),
    );
    await eventually(async () =>
      expect(await complaints(agent)).toEqual([expect.stringContaining('ECONNREFUSED')]),
    );
  } finally {
    await lab.dispose();
  }
});

import { writeFile } from 'node:fs/promises';
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
    const away = {
      'source-etcd': { endpoints: ['http://127.0.0.1:1'] },
      'source-kubernetes': { kubeconfig: await kubeconfigOf('https://127.0.0.1:1', folder) },
    };
    const agent = await lab.agent(node, nodes({ node2: '10.0.0.2' }, away), {
      program,
      awaitsReady: false,
    });
    const entry = { address: '10.0.0.2', lladdr: await peer.mac('eth0'), protocol: '75' };
    await eventually(async () =>
      expect(await node.neighbors('eth0')).toContainEqual(expect.objectContaining(entry)),
    );
    await eventually(async () =>
      expect([...(await complaints(agent))].sort()).toEqual(
        Object.keys(away).map((id) => expect.stringMatching(new RegExp(`^${id}.*ECONNREFUSED`))),
      ),
    );
  } finally {
    await lab.dispose();
  }
});

async function kubeconfigOf(server: string, folder: string): Promise<string> {
  const file = path.join(folder, 'kubeconfig');
  const config = {
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user: { token: 'x' } }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'c',
  };
  await writeFile(file, JSON.stringify(config));
  return file;
}

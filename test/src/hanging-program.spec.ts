import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { expect, it } from '@jest/globals';
import { eventually, Lab } from '@kith/lab';

const SERVER = { name: 'x', cluster: { server: 'https://127.0.0.1:1' } };
const KUBECONFIG = {
  clusters: [SERVER],
  contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
  'current-context': 'x',
};

it('an agent whose kubeconfig names a program that hangs ends when it is told to', async () => {
  const lab = new Lab();
  try {
    const folder = await lab.folder();
    const kubeconfig = path.join(folder, 'kubeconfig');
    const pid = path.join(folder, 'pid');
    // ends by itself, should the test fail
    const args = ['-c', `echo $$ > ${pid}; exec sleep 30`];
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args };
    const users = [{ name: 'x', user: { exec } }];
    await writeFile(kubeconfig, JSON.stringify({ ...KUBECONFIG, users }));

    const config = { plugins: { 'source-kubernetes': { kubeconfig } } };
    const agent = await lab.agent(await lab.host('node1'), config, { awaitsReady: false });
    await eventually(async () => expect(await readFile(pid, 'utf8')).toMatch(/^\d+\n$/));
    agent.signal('SIGTERM');
    const { code } = await agent.exited;
    // fails where it has ended: it was waited for
    process.kill(Number(await readFile(pid, 'utf8')));
    expect(code).toBe(0);
  } finally {
    await lab.dispose();
  }
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { loadKubeconfig } from './load-kubeconfig.js';

const CLUSTER = { name: 'c', cluster: { server: 'https://10.0.0.1:6443' } };
const USER = { name: 'u', user: { token: 'secret' } };
const CONTEXT = { name: 'x', context: { cluster: 'c', user: 'u' } };
const WHOLE = { clusters: [CLUSTER], users: [USER], contexts: [CONTEXT], 'current-context': 'x' };

let folder: string;
let file: string;

const load = (content: unknown, context?: string): ReturnType<typeof loadKubeconfig> => {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return loadKubeconfig({ kubeconfig: file, context });
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kith-kubeconfig-'));
  file = path.join(folder, 'config');
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('a kubeconfig', () => {
  it('names a server', async () => {
    expect(await load(WHOLE)).toMatchObject({ server: 'https://10.0.0.1:6443' });
  });

  it('that has not changed is not loaded again, so that what it asked a program for is kept', async () => {
    const loaded = await load(WHOLE);
    const access = { kubeconfig: file, context: undefined };
    expect(await loadKubeconfig(access, loaded)).toBe(loaded);
    writeFileSync(file, JSON.stringify({ ...WHOLE, preferences: {} }));
    expect(await loadKubeconfig(access, loaded)).not.toBe(loaded);
  });

  it('may name a file of a token, next to it, whose content may change', async () => {
    const tokenFile = { name: 'u', user: { tokenFile: 'token' } };
    writeFileSync(path.join(folder, 'token'), 'one');
    const { client } = await load({ ...WHOLE, users: [tokenFile] });
    const options: { headers?: Record<string, string> } = {};
    await client.applyToHTTPSOptions(options);
    expect(options.headers).toEqual({ Authorization: 'Bearer one' });
  });

  it.each([
    ['a context that it does not have', WHOLE, 'y', 'has no context "y"; it has x'],
    [
      'no context',
      { ...WHOLE, 'current-context': '' },
      undefined,
      'has no current-context; see source-kubernetes.context',
    ],
    [
      'no such cluster',
      { ...WHOLE, clusters: [] },
      undefined,
      'the cluster of context "x" is not in it',
    ],
    ['no such user', { ...WHOLE, users: [] }, undefined, 'the user of context "x" is not in it'],
    [
      'a cluster without a server',
      { ...WHOLE, clusters: [{ name: 'c', cluster: {} }] },
      undefined,
      'cannot be used: clusters[0].cluster.server is missing',
    ],
    ['nothing', '', undefined, 'cannot be used: '],
    ['no YAML', 'a: [', undefined, 'cannot be used: '],
  ])('with %s is refused in one line', async (_what, content, context, told) => {
    const refused = await load(content, context).catch(
      (error: unknown) => (error as Error).message,
    );
    expect(refused).toContain(`kubeconfig ${file}`);
    expect(refused).toContain(told);
    expect(refused).not.toContain('\n');
  });

  it('that is not there is told by its name', async () => {
    await expect(loadKubeconfig({ kubeconfig: file, context: undefined })).rejects.toThrow(
      `kubeconfig ${file}: there is no such file; see source-kubernetes.kubeconfig`,
    );
  });

  it('that is a pipe is not waited for', async () => {
    execFileSync('mkfifo', [file]);
    await expect(loadKubeconfig({ kubeconfig: file, context: undefined })).rejects.toThrow(
      `kubeconfig ${file}: it is no regular file`,
    );
  });

  it.each(['client-key', 'tokenFile'])('that names a pipe as its %s is told', async (name) => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const user = { name: 'u', user: { [name]: pipe } };
    await expect(load({ ...WHOLE, users: [user] })).rejects.toThrow(
      `kubeconfig ${file} names ${pipe}: it is no regular file`,
    );
  });

  it('is needed where this is no pod', async () => {
    await expect(loadKubeconfig({ kubeconfig: undefined, context: 'x' })).rejects.toThrow(
      'not in a pod (KUBERNETES_SERVICE_HOST is not set), and no source-kubernetes.kubeconfig is given',
    );
  });
});

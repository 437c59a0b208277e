import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { afterEach, expect } from '@jest/globals';
import { CertificateAuthority, type KubeClient } from '@kith/kube-testenv';
import { eventually, type Lab } from '@kith/lab';

import { scenario, type ScenarioTools } from '../scenario.js';
import { CuttableProxy } from '../kubernetes/cuttable-proxy.js';
import { applyManifest, manifestFiles } from '../kubernetes/manifests.js';
import {
  addNode,
  changeNode,
  removeAllNodes,
  removeNode,
  writeNodes,
} from '../kubernetes/nodes.js';
import { type SourceHost, startSource } from '../kubernetes/source-host.js';
import { sharedTestenv } from '../kubernetes/testenv.js';
import { SERVER_ADDRESS } from '../uplink.js';

const testenv = sharedTestenv();
let host: SourceHost | undefined;

/** Of the source alone, in this process: no strategy has a part in it. */
const OPTIONS = { strategies: ['managed'], needs: 'kube-apiserver' } as const;

const start = async (config: Readonly<Record<string, unknown>> = {}): Promise<SourceHost> => {
  const kubeconfig = await testenv().kubeconfig('admin');
  return (host = await startSource({ kubeconfig, ...config }));
};

/** What is wanted, by owner. */
const wanted = (from: SourceHost, id?: string): unknown =>
  Object.fromEntries(from.source(id).claims);
const wants = (from: SourceHost, claims: unknown, id?: string): Promise<number> =>
  eventually(() => expect(wanted(from, id)).toEqual(claims), { within: 20_000 });
const complains = (from: SourceHost, what: RegExp, within = 20_000): Promise<number> =>
  eventually(() => expect(from.complaints().join('\n')).toMatch(what), { within });

afterEach(async () => {
  await host?.stop();
  host = undefined;
});

/** A cluster without nodes. */
const kube = (
  title: string,
  run: (tools: ScenarioTools) => Promise<void>,
  timeout = 60_000,
): void =>
  scenario(
    'H2',
    title,
    async (tools) => {
      await removeAllNodes(testenv());
      await run(tools);
    },
    { ...OPTIONS, timeout },
  );

kube(
  '5,000 nodes are listed, and 1,000 of them replaced one after the other',
  async ({ took, note }) => {
    const name = (i: number): string => `worker-${i}`;
    const address = (i: number): string => `10.${1 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;
    const some = (first: number, count: number): Readonly<Record<string, string>> =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [name(first + i), address(first + i)]),
      );
    await writeNodes(testenv(), some(0, 5_000));
    const own = await start();
    await took(
      '5,000 listed',
      eventually(() => own.source().isSynced, { within: 30_000 }),
    );
    expect(own.source().claims.size).toBe(5_000);

    for (let i = 0; i < 1_000; i += 100) {
      const leaving = Array.from({ length: 100 }, (_, j) => [name(i + j), undefined] as const);
      const changes: Readonly<Record<string, string | undefined>> = Object.fromEntries(leaving);
      await writeNodes(testenv(), { ...changes, ...some(5_000 + i, 100) });
    }
    const all = { ...some(1_000, 4_000), ...some(5_000, 1_000) };
    const claims = Object.fromEntries(
      Object.entries(all).map(([owner, given]) => [owner, [given]]),
    );
    await took('1,000 replaced', wants(own, claims));
    const { replace, set, release } = own.source().calls;
    note(`${replace} listing, ${set} updates, ${release} removals told`);
    // by the watch, not by listing again
    expect(replace).toBe(1);
  },
);

kube('a selector, annotations, address types; an address that changes', async () => {
  const { admin } = testenv().apiserver;
  await addNode(admin, 'a', ['10.0.0.2', 'fd00::2'], { labels: { role: 'worker' } });
  await addNode(admin, 'b', ['10.0.0.3']);
  await addNode(admin, 'c', ['10.0.0.4'], {
    labels: { role: 'worker' },
    annotations: { lan: '10.1.0.4/24' },
  });
  const own = await start({
    nodeSelector: 'role in (worker)',
    addressAnnotations: ['lan'],
    nodeName: 'a',
  });
  await wants(own, { c: ['10.0.0.4', '10.1.0.4'] });
  await changeNode(admin, 'c', ['10.0.0.44']);
  await wants(own, { c: ['10.0.0.44', '10.1.0.4'] });
  await admin.patch('/api/v1/nodes/b', { metadata: { labels: { role: 'worker' } } });
  await admin.patch('/api/v1/nodes/c', { metadata: { labels: { role: null } } });
  await wants(own, { b: ['10.0.0.3'] });
});

kube('backends: those that serve, of the slices that are selected', async () => {
  const { admin } = testenv().apiserver;
  const slices = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
  const slice = (name: string, app: string, ...endpoints: readonly unknown[]): unknown => ({
    metadata: { name, labels: { app } },
    addressType: 'IPv4',
    endpoints,
  });
  const up = { addresses: ['10.0.0.5'], conditions: { ready: true } };
  const ending = {
    addresses: ['10.0.0.6'],
    conditions: { ready: false, serving: true, terminating: true },
  };
  const down = { addresses: ['10.0.0.7'], conditions: { ready: false } };
  await admin.create(slices, slice('web', 'web', up, ending, down));
  await admin.create(slices, slice('db', 'db', up));
  try {
    const own = await start({ backends: true, backendSelector: 'app=web' });
    await wants(own, { 'default/web': ['10.0.0.5', '10.0.0.6'] }, 'kubernetes-backends');
    expect(own.source('kubernetes-backends').targetClass).toBe('other');
    await admin.patch(`${slices}/web`, { endpoints: [down] });
    await wants(own, { 'default/web': [] }, 'kubernetes-backends');
    await admin.delete(`${slices}/web`);
    await wants(own, {}, 'kubernetes-backends');
  } finally {
    await admin.delete(slices);
  }
});

kube('a watch that ends is resumed: nothing is listed again, nothing is missed', async () => {
  const { admin } = testenv().apiserver;
  await addNode(admin, 'a', ['10.0.0.2']);
  const own = await start({ watchTimeout: '1s' });
  await wants(own, { a: ['10.0.0.2'] });
  // over several ends of a watch, which lasts 1 to 2 s
  const end = performance.now() + 5_000;
  for (let i = 0; performance.now() < end; i = (i + 1) % 250) {
    await changeNode(admin, 'a', [`10.0.1.${i}`]);
    await addNode(admin, 'short', ['10.0.0.3']);
    await wants(own, { a: [`10.0.1.${i}`], short: ['10.0.0.3'] });
    await removeNode(admin, 'short');
    await wants(own, { a: [`10.0.1.${i}`] });
  }
  expect(own.source().calls.replace).toBe(1);
  expect(own.complaints()).toEqual([]);
});

kube('a connection that breaks is resumed, and no trouble', async () => {
  const { apiserver } = testenv();
  await addNode(apiserver.admin, 'a', ['10.0.0.2']);
  const proxy = await CuttableProxy.start(Number(new URL(apiserver.url()).port));
  try {
    const url = `https://127.0.0.1:${proxy.port}`;
    const own = await start({ kubeconfig: await testenv().kubeconfig('proxy', { url }) });
    await wants(own, { a: ['10.0.0.2'] });
    for (const i of [1, 2, 3]) {
      // what is told shows that the watch is there, and that no other connection is
      await changeNode(apiserver.admin, 'a', [`10.0.1.${i}`]);
      await wants(own, { a: [`10.0.1.${i}`] });
      proxy.cut();
      await changeNode(apiserver.admin, 'a', [`10.0.2.${i}`]);
      await wants(own, { a: [`10.0.2.${i}`] });
    }
    expect(own.source().calls.replace).toBe(1);
    expect(own.complaints()).toEqual([]);
  } finally {
    proxy.stop();
  }
});

kube('a server that hangs is noticed, and followed again when it goes on', async ({ took }) => {
  const { apiserver } = testenv();
  await addNode(apiserver.admin, 'a', ['10.0.0.2']);
  const own = await start({ watchTimeout: '1s' });
  await wants(own, { a: ['10.0.0.2'] });
  apiserver.server.signal('SIGSTOP');
  try {
    await took('noticed', complains(own, /went silent|does not answer/, 30_000));
    expect(wanted(own)).toEqual({ a: ['10.0.0.2'] });
  } finally {
    apiserver.server.signal('SIGCONT');
  }
  await changeNode(apiserver.admin, 'a', ['10.0.0.22']);
  await took('followed again', wants(own, { a: ['10.0.0.22'] }));
});

kube(
  'what was deleted while the server was away goes, also where its window of the past is newer',
  async ({ took }) => {
    const { apiserver, etcd } = testenv();
    const { admin } = apiserver;
    for (const [i, name] of ['a', 'b', 'c'].entries())
      await addNode(admin, name, [`10.0.0.${i + 2}`]);
    const own = await start({ nodeName: 'c' });
    await wants(own, { a: ['10.0.0.2'], b: ['10.0.0.3'] });
    const before = await currentVersion(admin);

    await apiserver.kill();
    await complains(own, /following nodes failed and is tried again: https:\S+ cannot be reached/);
    const other = await testenv().secondApiserver();
    await removeNode(other.admin, 'a');
    await changeNode(other.admin, 'b', ['10.0.0.33']);
    await addNode(other.admin, 'd', ['10.0.0.5']);
    const revision = await currentVersion(other.admin);
    await other.kill();
    await etcd.members[0]?.request('/v3/kv/compaction', { body: { revision, physical: true } });
    expect(wanted(own)).toEqual({ a: ['10.0.0.2'], b: ['10.0.0.3'] });

    await apiserver.start();
    const old = `/api/v1/nodes?watch=1&timeoutSeconds=1&resourceVersion=${before}`;
    expect(JSON.stringify((await admin.request('GET', old)).body)).toContain('"code":410');
    await took('followed again', wants(own, { b: ['10.0.0.33'], d: ['10.0.0.5'] }));
    expect(own.source().calls.replace).toBe(2);
  },
);

kube('a listing that is suddenly empty takes nothing away until the next is so too', async () => {
  const { admin } = testenv().apiserver;
  await addNode(admin, 'a', ['10.0.0.2']);
  await addNode(admin, 'b', ['10.0.0.3']);
  const own = await start({ confirmAfter: '2s' });
  await wants(own, { a: ['10.0.0.2'], b: ['10.0.0.3'] });
  await testenv().apiserver.kill();
  const other = await testenv().secondApiserver();
  await other.admin.delete('/api/v1/nodes');
  await other.kill();
  await testenv().apiserver.start();
  await complains(own, /listing of nodes is not believed yet: it lists none, where there were 2/);
  expect(wanted(own)).toEqual({ a: ['10.0.0.2'], b: ['10.0.0.3'] });
  await wants(own, {});
});

kube('the manifests are valid, and the role in them is enough, and no more', async () => {
  const { admin } = testenv().apiserver;
  const files = manifestFiles();
  await applyManifest(admin, 'namespace.yaml');
  for (const file of files.filter((name) => name !== 'rbac-backends.yaml'))
    await applyManifest(admin, file);
  await addNode(admin, 'a', ['10.0.0.2']);
  const token = await testenv().tokenFor('kith', 'kith');
  const kubeconfig = await testenv().kubeconfig('kith', { token });

  const own = await start({ kubeconfig, backends: true });
  await wants(own, { a: ['10.0.0.2'] });
  await complains(
    own,
    /may not list endpointslices: .*User "system:serviceaccount:kith:kith" cannot list.*; allow list and watch of endpointslices/,
  );
  expect(own.source('kubernetes-backends').isSynced).toBe(false);
  await applyManifest(admin, 'rbac-backends.yaml');
  await eventually(() => own.source('kubernetes-backends').isSynced, { within: 20_000 });

  const asked = ['list', 'watch', 'get', 'create', 'update', 'patch', 'delete'];
  const allowed: string[] = [];
  for (const resource of ['nodes', 'secrets', 'pods']) {
    for (const verb of asked) {
      if (await isAllowed(admin, { verb, resource })) allowed.push(`${verb} ${resource}`);
    }
  }
  expect(allowed).toEqual(['list nodes', 'watch nodes']);
});

kube('what is wrong with the access is one line, and the others go on', async ({ lab }) => {
  const wrong = async (config: Readonly<Record<string, unknown>>, what: RegExp): Promise<void> => {
    const own = await start(config);
    await complains(own, what);
    expect(own.source().isSynced).toBe(false);
    await own.stop();
  };
  await wrong({ kubeconfig: '/nowhere' }, /kubeconfig \/nowhere: there is no such file/);
  await wrong({ context: 'other' }, /has no context "other"; it has testenv/);
  const bad = await testenv().kubeconfig('bad', { token: 'nonsense' });
  await wrong({ kubeconfig: bad }, /does not know this user \(401 Unauthorized\)/);
  const closed = await testenv().kubeconfig('closed', { url: `https://${SERVER_ADDRESS}:1` });
  await wrong(
    { kubeconfig: closed },
    /https:\/\/198.51.100.1:1 cannot be reached \(ECONNREFUSED\)/,
  );
  const stranger = await strangersKubeconfig(lab);
  await wrong({ kubeconfig: stranger }, /certificate of https:\S+ is not trusted/);
});

async function currentVersion(client: KubeClient): Promise<string> {
  const { metadata } = (await client.get('/api/v1/nodes')) as {
    metadata: { resourceVersion: string };
  };
  return metadata.resourceVersion;
}

/** Whether the service account of the manifests may do this. */
async function isAllowed(client: KubeClient, attributes: unknown): Promise<boolean> {
  const spec = { user: 'system:serviceaccount:kith:kith', resourceAttributes: attributes };
  const answer = await client.create('/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    spec,
  });
  return (answer as { status: { allowed: boolean } }).status.allowed;
}

/** Trusts somebody else. */
async function strangersKubeconfig(lab: Lab): Promise<string> {
  const folder = await lab.folder();
  const { cert } = await CertificateAuthority.create(folder);
  const file = path.join(folder, 'kubeconfig');
  const own = await testenv().kubeconfig('strange', { token: 'x' });
  await writeFile(file, (await readFile(own, 'utf8')).replace(testenv().ca, cert));
  return file;
}

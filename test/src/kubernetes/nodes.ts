import type { KubeClient, KubeTestenv } from '@kith/kube-testenv';

const NODES = '/api/v1/nodes';
/** Where the API server keeps them. */
const STORED = '/registry/minions';

/** Adds a node with internal addresses. */
export async function addNode(
  client: KubeClient,
  name: string,
  addresses: readonly string[],
  metadata: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await client.create(NODES, { metadata: { name, ...metadata }, ...statusOf(addresses) });
}

export async function changeNode(
  client: KubeClient,
  name: string,
  addresses: readonly string[],
): Promise<void> {
  await client.patch(`${NODES}/${name}/status`, statusOf(addresses));
}

export async function removeNode(client: KubeClient, name: string): Promise<void> {
  await client.delete(`${NODES}/${name}`);
}

/** Of all at once: to delete thousands by the API takes seconds. */
export async function removeAllNodes({ etcd }: KubeTestenv): Promise<void> {
  // 0 is the character after the slash
  const range = { key: base64(`${STORED}/`), range_end: base64(`${STORED}0`) };
  const answer = await etcd.members[0]?.request('/v3/kv/deleterange', { body: range });
  if (answer?.status !== 200) throw new Error(`etcd: ${JSON.stringify(answer)}`);
}

/** As many at once as a cluster has: written to etcd, of which the API server is told. */
export async function writeNodes(
  { etcd }: KubeTestenv,
  nodes: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const operations = Object.entries(nodes).map(([name, address]) => {
    const key = base64(`${STORED}/${name}`);
    if (address === undefined) return { requestDeleteRange: { key } };
    const about = { name, uid: `uid-of-${name}`, creationTimestamp: '2026-01-01T00:00:00Z' };
    const node = { kind: 'Node', apiVersion: 'v1', metadata: about, ...statusOf([address]) };
    return { requestPut: { key, value: base64(JSON.stringify(node)) } };
  });
  // as many as etcd takes in one transaction
  for (let i = 0; i < operations.length; i += 100) {
    const body = { success: operations.slice(i, i + 100) };
    const answer = await etcd.members[0]?.request('/v3/kv/txn', { body });
    if (answer?.status !== 200) throw new Error(`etcd: ${JSON.stringify(answer)}`);
  }
}

function statusOf(addresses: readonly string[]): { readonly status: unknown } {
  return {
    status: { addresses: addresses.map((address) => ({ type: 'InternalIP', address })) },
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

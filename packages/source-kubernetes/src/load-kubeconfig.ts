import { createHash } from 'node:crypto';
import path from 'node:path';

import { errorMessage, readSmallFile } from '@kith/agent-api';
import { yamlDocument } from '@kith/yaml-document';
import type { KubeConfig } from '@kubernetes/client-node';

import { KubeError } from './kube-error.js';

/** Which cluster, and as whom. */
export interface KubeAccess {
  /** A file; undefined = the service account of this pod. */
  readonly kubeconfig: string | undefined;
  /** Of the file; undefined = its current one. */
  readonly context: string | undefined;
}

/** A kubeconfig that was read; `digest` tells whether another one says the same. */
export interface LoadedKubeconfig {
  readonly client: KubeConfig;
  readonly server: string;
  readonly digest: string;
}

/**
 * Reads the kubeconfig, or what a pod has.
 *
 * @param known what was loaded before: given back where nothing has changed, with the tokens that it keeps
 * @throws KubeError in one line
 */
export async function loadKubeconfig(
  { kubeconfig, context }: KubeAccess,
  known?: LoadedKubeconfig,
): Promise<LoadedKubeconfig> {
  const text = kubeconfig === undefined ? '' : await readText(kubeconfig);
  const digest = createHash('sha256')
    .update(JSON.stringify([kubeconfig, context, text]))
    .digest('base64');
  if (known?.digest === digest) {
    await checkFiles(known.client, kubeconfig);
    return known;
  }
  // large: whoever does not use this plugin does not load it
  const { KubeConfig } = await import('@kubernetes/client-node');
  const client = new KubeConfig();
  if (kubeconfig === undefined) client.loadFromCluster();
  else await loadText(client, text, path.resolve(kubeconfig));
  // a pod has one context only
  if (kubeconfig !== undefined && context !== undefined) client.setCurrentContext(context);
  const server = serverOf(client, kubeconfig);
  await checkFiles(client, kubeconfig);
  return { client, server, digest };
}

/** The client reads them at each connection, and all of the agent would wait for a pipe. */
async function checkFiles(client: KubeConfig, kubeconfig: string | undefined): Promise<void> {
  const user = client.getCurrentUser();
  const provider = user?.authProvider as { config?: { tokenFile?: string } } | undefined;
  const tokenFile = provider?.config?.tokenFile;
  const files = [client.getCurrentCluster()?.caFile, user?.certFile, user?.keyFile, tokenFile];
  for (const file of files) {
    if (file === undefined) continue;
    await readSmallFile(file).catch((error: unknown) => {
      const where = kubeconfig === undefined ? "this pod's account" : `kubeconfig ${kubeconfig}`;
      const message = `${where} names ${file}: ${errorMessage(error)}`;
      throw new KubeError(message, undefined, error);
    });
  }
}

async function readText(file: string): Promise<string> {
  try {
    return (await readSmallFile(file)).toString();
  } catch (error) {
    throw new KubeError(
      `kubeconfig ${file}: ${errorMessage(error)}; see source-kubernetes.kubeconfig`,
      undefined,
      error,
    );
  }
}

async function loadText(client: KubeConfig, text: string, file: string): Promise<void> {
  try {
    const folder = path.dirname(file);
    const { root } = await yamlDocument(text, file);
    client.loadFromString(text);
    client.makePathsAbsolute(folder);
    useTokenFiles(client, root, folder);
  } catch (error) {
    const why = errorMessage(error).split('\n')[0] ?? '';
    throw new KubeError(`kubeconfig ${file} cannot be used: ${why}`, undefined, error);
  }
}

/** The client reads `token-file`, and once only; kubectl's word is `tokenFile`, and what is in it changes. */
function useTokenFiles(client: KubeConfig, document: unknown, folder: string): void {
  const { users } = document as { users?: readonly { name?: unknown; user?: unknown }[] };
  client.users = client.users.map((user) => {
    const given = users?.find(({ name }) => name === user.name)?.user;
    const { tokenFile } = (given ?? {}) as { tokenFile?: unknown };
    if (typeof tokenFile !== 'string') return user;
    const config = { tokenFile: path.resolve(folder, tokenFile) };
    return { ...user, authProvider: { name: 'tokenFile', config } };
  });
}

function serverOf(client: KubeConfig, file: string | undefined): string {
  const name = client.getCurrentContext();
  const server = client.getCurrentCluster()?.server;
  if (file === undefined) {
    if (server !== undefined && !server.includes('undefined')) return server;
    throw new KubeError(
      'not in a pod (KUBERNETES_SERVICE_HOST is not set), and no source-kubernetes.kubeconfig is given',
    );
  }
  if (!name) {
    throw new KubeError(`kubeconfig ${file} has no current-context; see source-kubernetes.context`);
  }
  if (client.getContextObject(name) === null) {
    const names = client.getContexts().map((context) => context.name);
    throw new KubeError(
      `kubeconfig ${file} has no context "${name}"; it has ${names.join(', ') || 'none'}`,
    );
  }
  if (server === undefined) {
    throw new KubeError(`kubeconfig ${file}: the cluster of context "${name}" is not in it`);
  }
  if (client.getCurrentUser() === null) {
    throw new KubeError(`kubeconfig ${file}: the user of context "${name}" is not in it`);
  }
  return server;
}

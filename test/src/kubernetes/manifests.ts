import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { KubeClient } from '@kith/kube-testenv';
import type { AgentConfig } from '@kith/lab';
import { yamlDocument } from '@kith/yaml-document';

const FOLDER = path.join(import.meta.dirname, '../../../deploy/kubernetes');

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  /** Of a ConfigMap. */
  readonly data?: Readonly<Record<string, string>>;
}

/** The files in deploy/kubernetes that kubectl applies. */
export function manifestFiles(): readonly string[] {
  return readdirSync(FOLDER).filter(
    (name) => name.endsWith('.yaml') && name !== 'kustomization.yaml',
  );
}

/** Applies a file as `kubectl apply --server-side` does; what the server does not know is an error. */
export async function applyManifest(client: KubeClient, file: string): Promise<void> {
  for (const manifest of await manifestsIn(file)) {
    const { apiVersion, kind, metadata } = manifest;
    const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const scope = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
    const route = `${group}${scope}/${kind.toLowerCase()}s/${metadata.name}`;
    await client.apply(route, JSON.stringify(manifest), 'fieldValidation=Strict');
  }
}

/** The agent's config in the ConfigMap. */
export async function configInManifest(): Promise<AgentConfig> {
  const manifests = await manifestsIn('daemonset.yaml');
  const { data } = manifests.find(({ kind }) => kind === 'ConfigMap') ?? {};
  const text = data?.['kith.yaml'] ?? '';
  return (await yamlDocument(text, 'kith.yaml')).root as AgentConfig;
}

async function manifestsIn(file: string): Promise<readonly Manifest[]> {
  const text = readFileSync(path.join(FOLDER, file), 'utf8');
  const documents = text.split(/^---$/m).map((part) => yamlDocument(part, file));
  return (await Promise.all(documents)).map(({ root }) => root as Manifest);
}

import { mkdir, copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { KubeTestenv } from '@kith/kube-testenv';

import { SERVER_ADDRESS } from '../uplink.js';

/** Where a pod has its service account; of the isolation, and so gone with it. */
const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Makes what a pod of the DaemonSet finds on a node: gives its environment. */
export async function inPod(
  testenv: KubeTestenv,
  nodeName: string,
): Promise<Readonly<Record<string, string>>> {
  await mkdir(FOLDER, { recursive: true });
  await copyFile(testenv.ca, path.join(FOLDER, 'ca.crt'));
  await writeFile(path.join(FOLDER, 'token'), await testenv.tokenFor('kith', 'kith'));
  return {
    KUBERNETES_SERVICE_HOST: SERVER_ADDRESS,
    KUBERNETES_SERVICE_PORT: new URL(testenv.apiserver.url()).port,
    KITH_NODE_NAME: nodeName,
  };
}

import type { Certificate } from './certificates.js';

/** A kubeconfig; JSON is YAML. Files are named by absolute paths. */
export function kubeconfig({
  url,
  ca,
  user,
}: {
  readonly url: string;
  readonly ca: string;
  readonly user: Certificate | { readonly token: string };
}): string {
  const own = 'token' in user ? user : { 'client-certificate': user.cert, 'client-key': user.key };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'testenv', cluster: { server: url, 'certificate-authority': ca } }],
    users: [{ name: 'user', user: own }],
    contexts: [{ name: 'testenv', context: { cluster: 'testenv', user: 'user' } }],
    'current-context': 'testenv',
  };
  return JSON.stringify(config, undefined, 2);
}

import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { type Certificate, CertificateAuthority } from './certificates.js';
import { KubeClient } from './kube-client.js';
import { serverBinary } from './server-binary.js';
import { ServerProcess } from './server-process.js';

export interface KubeApiserverOptions {
  /** Where etcd serves, without TLS. */
  readonly etcd: readonly string[];
  readonly folder: string;
  readonly credentials: KubeCredentials;
  /** It listens at all addresses of its namespace; its certificate is good for these. */
  readonly addresses: readonly string[];
  readonly port: number;
  /** More flags, which win: `['--watch-cache=false']`. */
  readonly flags?: readonly string[];
}

/** What servers on the same etcd share, so that a client of one is a client of all. */
export interface KubeCredentials {
  readonly ca: string;
  readonly server: Certificate;
  /** Of a user who may do everything. */
  readonly admin: Certificate;
  /** Signs the tokens of service accounts. */
  readonly serviceAccountKey: string;
}

/** Makes them, with their files in `folder`. */
export async function makeCredentials(
  folder: string,
  addresses: readonly string[],
): Promise<KubeCredentials> {
  const authority = await CertificateAuthority.create(folder);
  const server = await authority.issue({ commonName: 'kube-apiserver', addresses });
  const admin = await authority.issue({ commonName: 'admin', organization: 'system:masters' });
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const serviceAccountKey = path.join(folder, 'service-accounts.key');
  await writeFile(serviceAccountKey, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return { ca: authority.cert, server, admin, serviceAccountKey };
}

/** One kube-apiserver process. What it serves is in etcd, so it can be ended and started again, or have a second one beside it. */
export class KubeApiserver {
  private process: ServerProcess | undefined;
  /** As a user who may do everything. */
  readonly admin: KubeClient;

  constructor(private readonly options: KubeApiserverOptions) {
    const { ca, admin } = options.credentials;
    this.admin = new KubeClient(this.url(), { ca, ...admin });
  }

  /** Where it is reached, at the first of its addresses unless told otherwise. */
  url(address = this.options.addresses[0]): string {
    return `https://${address}:${this.options.port}`;
  }

  /** The process itself, to pause it: `apiserver.server.signal('SIGSTOP')`. @throws Error while it does not run */
  get server(): ServerProcess {
    if (!this.process) throw new Error('kube-apiserver is not running');
    return this.process;
  }

  /** Starts it, again or for the first time; resolves once it serves. */
  async start(): Promise<void> {
    const { etcd, folder, credentials, port, flags = [] } = this.options;
    const { ca, server, serviceAccountKey } = credentials;
    this.process = new ServerProcess('kube-apiserver', [
      serverBinary('kube-apiserver'),
      `--etcd-servers=${etcd.join(',')}`,
      // of a folder of its own: two on one etcd do not share it
      `--cert-dir=${path.join(folder, `apiserver-${port}`)}`,
      '--bind-address=0.0.0.0',
      `--advertise-address=${this.options.addresses[0]}`,
      `--secure-port=${port}`,
      `--client-ca-file=${ca}`,
      `--tls-cert-file=${server.cert}`,
      `--tls-private-key-file=${server.key}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${serviceAccountKey}`,
      `--service-account-signing-key-file=${serviceAccountKey}`,
      '--service-cluster-ip-range=10.96.0.0/16',
      '--authorization-mode=RBAC',
      '--endpoint-reconciler-type=none',
      '--profiling=false',
      ...flags,
    ]);
    await this.server.answers(async () => {
      const { status } = await this.admin.request('GET', '/readyz');
      return status === 200;
    });
  }

  /** SIGTERM, and waits for the end. */
  async stop(): Promise<void> {
    await this.process?.stop();
    this.process = undefined;
  }

  /** SIGKILL, and waits for the end. */
  async kill(): Promise<void> {
    await this.process?.kill();
    this.process = undefined;
  }
}

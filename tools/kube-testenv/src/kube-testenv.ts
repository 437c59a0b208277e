import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { EtcdCluster } from './etcd-cluster.js';
import { freePorts } from './free-ports.js';
import { KubeApiserver, type KubeCredentials, makeCredentials } from './kube-apiserver.js';
import { kubeconfig } from './kubeconfig.js';
import { scratchFolder } from './scratch-folder.js';

export interface KubeTestenvOptions {
  /** At which the API server is reached, the first by default; all of this namespace. */
  readonly addresses?: readonly string[];
}

/** An etcd and a kube-apiserver on it, of a test's own. */
export class KubeTestenv {
  private readonly others: KubeApiserver[] = [];

  private constructor(
    readonly etcd: EtcdCluster,
    readonly apiserver: KubeApiserver,
    private readonly credentials: KubeCredentials,
    private readonly addresses: readonly string[],
    private readonly folder: string,
  ) {}

  /** Resolves once it serves. */
  static async start({ addresses = ['127.0.0.1'] }: KubeTestenvOptions = {}): Promise<KubeTestenv> {
    const folder = await scratchFolder();
    const etcd = await EtcdCluster.start();
    const credentials = await makeCredentials(folder, addresses);
    const [port = 0] = await freePorts(1);
    const options = { etcd: etcd.endpoints, folder, credentials, addresses, port };
    const apiserver = new KubeApiserver(options);
    const testenv = new KubeTestenv(etcd, apiserver, credentials, addresses, folder);
    try {
      await apiserver.start();
    } catch (error) {
      await testenv.stop();
      throw error;
    }
    return testenv;
  }

  /** Another server on the same etcd, with the same users; it serves when this resolves. */
  async secondApiserver(flags: readonly string[] = []): Promise<KubeApiserver> {
    const { credentials, addresses, folder } = this;
    const [port = 0] = await freePorts(1);
    const etcd = this.etcd.endpoints;
    const other = new KubeApiserver({ etcd, folder, credentials, addresses, port, flags });
    this.others.push(other);
    await other.start();
    return other;
  }

  /** A kubeconfig of a user with a token, or of the user who may do everything; gives its file. */
  async kubeconfig(
    name: string,
    { token, url = this.apiserver.url() }: { token?: string; url?: string } = {},
  ): Promise<string> {
    const file = path.join(this.folder, `${name}.kubeconfig`);
    const { ca, admin } = this.credentials;
    await writeFile(file, kubeconfig({ url, ca, user: token === undefined ? admin : { token } }));
    return file;
  }

  /** A token of a service account that exists. */
  async tokenFor(namespace: string, name: string): Promise<string> {
    const route = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
    const answer = await this.apiserver.admin.create(route, { spec: { expirationSeconds: 3600 } });
    return (answer as { status: { token: string } }).status.token;
  }

  /** The certificate authority that clients trust, a file. */
  get ca(): string {
    return this.credentials.ca;
  }

  /** Ends all servers and removes what they stored. Idempotent. */
  async stop(): Promise<void> {
    // the data goes too: nothing has to be put in order
    await Promise.all([...this.others, this.apiserver].map((server) => server.kill()));
    await this.etcd.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

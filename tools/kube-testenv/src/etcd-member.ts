import { rm } from 'node:fs/promises';
import path from 'node:path';

import { pemOf } from './pem-of.js';
import { requestJson } from './request-json.js';
import { serverBinary } from './server-binary.js';
import { ServerProcess } from './server-process.js';

/** TLS of a member: its own certificate, and whom it trusts. */
export interface MemberTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface MemberOptions {
  readonly name: string;
  readonly folder: string;
  /** Where clients, and where other members reach it: `https://127.0.0.1:4711`. */
  readonly clientUrl: string;
  readonly peerUrl: string;
  /** `NAME=PEER-URL`, of all members. */
  readonly initialCluster: string;
  readonly tls: MemberTls | undefined;
  /** Clients need a certificate. */
  readonly needsClientCert: boolean;
}

/** One etcd process; it can be ended and started again, with what it has stored. */
export class EtcdMember {
  private process: ServerProcess | undefined;

  constructor(private readonly options: MemberOptions) {}

  /** Where clients reach it. */
  get endpoint(): string {
    return this.options.clientUrl;
  }

  get name(): string {
    return this.options.name;
  }

  get isRunning(): boolean {
    return this.process !== undefined;
  }

  /** The process itself, to pause it: `member.server.signal('SIGSTOP')`. @throws Error while it does not run */
  get server(): ServerProcess {
    if (!this.process) throw new Error(`${this.name} is not running`);
    return this.process;
  }

  /** Begins to run; a cluster's first start needs most of its members to do so. */
  launch(): void {
    const { name, clientUrl, peerUrl, initialCluster } = this.options;
    this.process = new ServerProcess(`etcd ${name}`, [
      serverBinary('etcd'),
      `--name=${name}`,
      `--data-dir=${this.dataFolder}`,
      `--listen-client-urls=${clientUrl}`,
      `--advertise-client-urls=${clientUrl}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=${initialCluster}`,
      '--log-level=warn',
      ...this.tlsFlags(),
    ]);
  }

  /** Resolves once it serves clients. */
  async ready(): Promise<void> {
    await this.server.answers(async () => {
      const { body } = await this.request('/health', { method: 'GET' });
      return (body as { health?: string }).health === 'true';
    });
  }

  /** Starts it, again or for the first time; resolves once it serves. */
  async start(): Promise<void> {
    this.launch();
    await this.ready();
  }

  /** SIGTERM, and waits for the end. What it stored stays. */
  async stop(): Promise<void> {
    await this.process?.stop();
    this.process = undefined;
  }

  /** Ends it, and removes what it stored: it begins anew. */
  async wipe(): Promise<void> {
    await this.kill();
    await rm(this.dataFolder, { recursive: true, force: true });
  }

  /** SIGKILL, and waits for the end. */
  async kill(): Promise<void> {
    await this.process?.kill();
    this.process = undefined;
  }

  /** Asks its JSON gateway: `request('/v3/kv/put', { key, value })`, in base64. */
  async request(
    route: string,
    { method = 'POST', body, token }: { method?: string; body?: unknown; token?: string } = {},
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const { tls } = this.options;
    return requestJson(`${this.endpoint}${route}`, {
      method,
      ...(body === undefined ? {} : { body }),
      ...(token === undefined ? {} : { headers: { authorization: token } }),
      ...(tls === undefined ? {} : { tls: await pemOf(tls) }),
    });
  }

  private get dataFolder(): string {
    return path.join(this.options.folder, this.name);
  }

  private tlsFlags(): readonly string[] {
    const { tls, needsClientCert } = this.options;
    if (tls === undefined) return [];
    const own = (prefix: string): readonly string[] => [
      `--${prefix}cert-file=${tls.cert}`,
      `--${prefix}key-file=${tls.key}`,
    ];
    // an authority for clients alone has it refuse those without a certificate
    const checked = (prefix: string): readonly string[] => [
      `--${prefix}trusted-ca-file=${tls.ca}`,
      `--${prefix}client-cert-auth`,
    ];
    const clients = [...own(''), ...(needsClientCert ? checked('') : [])];
    return [...clients, ...own('peer-'), ...checked('peer-')];
  }
}

import { rm } from 'node:fs/promises';

import { type Certificate, CertificateAuthority } from './certificates.js';
import { EtcdMember, type MemberTls } from './etcd-member.js';
import { freePorts } from './free-ports.js';
import { scratchFolder } from './scratch-folder.js';

export interface EtcdOptions {
  /** How many; default 1. */
  readonly members?: number;
  /** `tls`: clients check the servers; `mutual-tls`: and need a certificate themselves. Default: neither. */
  readonly security?: 'none' | 'tls' | 'mutual-tls';
  /** Of this machine, or of the namespace that the test runs in. */
  readonly address?: string;
}

/** etcd members that know each other, with their data in a folder of their own. */
export class EtcdCluster {
  private constructor(
    readonly members: readonly EtcdMember[],
    /** What clients trust and show; undefined without TLS. */
    readonly tls: MemberTls | undefined,
    private readonly folder: string,
  ) {}

  /** Resolves once every member serves. */
  static async start({
    members: count = 1,
    security = 'none',
    address = '127.0.0.1',
  }: EtcdOptions = {}): Promise<EtcdCluster> {
    const folder = await scratchFolder();
    const tls = security === 'none' ? undefined : await makeTls(folder, address);
    const ports = await freePorts(2 * count);
    const scheme = tls === undefined ? 'http' : 'https';
    const url = (port: number | undefined): string => `${scheme}://${address}:${port}`;
    const places = Array.from({ length: count }, (_, i) => ({
      name: `member${i + 1}`,
      clientUrl: url(ports[2 * i]),
      peerUrl: url(ports[2 * i + 1]),
    }));
    const initialCluster = places.map(({ name, peerUrl }) => `${name}=${peerUrl}`).join(',');
    const needsClientCert = security === 'mutual-tls';
    const members = places.map(
      (place) => new EtcdMember({ ...place, folder, initialCluster, tls, needsClientCert }),
    );
    const cluster = new EtcdCluster(members, tls, folder);
    try {
      for (const member of members) member.launch();
      await Promise.all(members.map((member) => member.ready()));
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  get endpoints(): readonly string[] {
    return this.members.map(({ endpoint }) => endpoint);
  }

  /** From now on clients need a user: `root`, with this password. @throws Error with what etcd answered */
  async requirePassword(password: string): Promise<void> {
    await this.ask('/v3/auth/user/add', { name: 'root', password });
    await this.ask('/v3/auth/role/add', { name: 'root' });
    await this.ask('/v3/auth/user/grant', { user: 'root', role: 'root' });
    await this.ask('/v3/auth/enable', {});
  }

  /** Ends every member and removes the folder. Idempotent. */
  async stop(): Promise<void> {
    // the data goes too: nothing has to be put in order
    await Promise.all(this.members.map((member) => member.kill()));
    await rm(this.folder, { recursive: true, force: true });
  }

  private async ask(route: string, body: unknown): Promise<void> {
    const [member] = this.members;
    const answer = await member?.request(route, { body });
    if (answer?.status !== 200) throw new Error(`etcd ${route}: ${JSON.stringify(answer)}`);
  }
}

/** One certificate for all members, and for clients. */
async function makeTls(folder: string, address: string): Promise<MemberTls> {
  const authority = await CertificateAuthority.create(folder);
  const own: Certificate = await authority.issue({ commonName: 'etcd', addresses: [address] });
  return { ca: authority.cert, ...own };
}

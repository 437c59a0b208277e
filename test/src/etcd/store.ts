import type { EtcdCluster, EtcdMember } from '@kith/kube-testenv';

export const PREFIX = '/kith/nodes/';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Writes to a cluster, by its JSON gateway, as etcdctl would. */
export class Store {
  private token: string | undefined;

  constructor(private readonly cluster: EtcdCluster) {}

  /** From now on only `root` may do anything. */
  async requirePassword(password: string): Promise<void> {
    await this.cluster.requirePassword(password);
    await this.authenticate(password);
  }

  async authenticate(password: string): Promise<void> {
    this.token = undefined;
    const answer = await this.ask('/v3/auth/authenticate', { name: 'root', password });
    this.token = answer['token'] as string;
  }

  /** A node's record, maybe under a lease. */
  async put(name: string, address: string, lease?: string): Promise<void> {
    const record = JSON.stringify({ name, addresses: [address] });
    await this.putText(name, record, lease);
  }

  async putText(name: string, text: string, lease?: string): Promise<void> {
    const leased = lease === undefined ? {} : { lease };
    await this.ask('/v3/kv/put', { key: base64(PREFIX + name), value: base64(text), ...leased });
  }

  async delete(name: string): Promise<void> {
    await this.ask('/v3/kv/deleterange', { key: base64(PREFIX + name) });
  }

  /** Grants a lease; gives its id. */
  async lease(seconds: number): Promise<string> {
    return (await this.ask('/v3/lease/grant', { TTL: seconds }))['ID'] as string;
  }

  /** Forgets all history. */
  async compact(): Promise<void> {
    const { header } = await this.ask('/v3/kv/range', { key: base64(PREFIX) });
    const { revision } = header as { revision: string };
    await this.ask('/v3/kv/compaction', { revision });
  }

  /** @throws Error with what etcd answered */
  async ask(route: string, body: unknown): Promise<Record<string, unknown>> {
    const answer = await this.member.request(route, {
      body,
      ...(this.token !== undefined && { token: this.token }),
    });
    if (answer.status !== 200) throw new Error(`etcd ${route}: ${JSON.stringify(answer)}`);
    return answer.body as Record<string, unknown>;
  }

  /** One that runs. */
  private get member(): EtcdMember {
    const running = this.cluster.members.find((member) => member.isRunning);
    if (!running) throw new Error('no member of etcd is running');
    return running;
  }
}

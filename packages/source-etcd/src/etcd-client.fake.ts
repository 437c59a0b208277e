import {
  type EtcdAccess,
  type EtcdChange,
  type EtcdChanges,
  type EtcdClient,
  type EtcdConnection,
  EtcdError,
  type EtcdKeyValue,
  type EtcdListing,
  type EtcdPage,
  type EtcdRange,
} from './etcd-client.js';

/** A store with a history, which all endpoints serve. */
export class FakeEtcd implements EtcdClient {
  clusterId = 'cluster';
  term = 7;
  revision = 1;
  /** Why these endpoints cannot be reached; `*` = all others. */
  readonly away = new Map<string, string>();
  /** Every connect, by its endpoint. */
  readonly connects: string[] = [];
  /** Pages that were asked for. */
  readonly listings: EtcdListing[] = [];
  /** Values longer than this are too large for a page. */
  largestPage = Infinity;
  /** Happens before each page that is asked for. */
  beforePage: () => void = () => undefined;

  readonly #values = new Map<string, string>();
  #history: { readonly revision: number; readonly change: EtcdChange }[] = [];
  #compacted = 0;
  readonly #open = new Set<FakeConnection>();

  /** Connections that were not closed. */
  get open(): number {
    return this.#open.size;
  }

  put(key: string, value: string): void {
    this.#values.set(key, value);
    this.#happened({ kind: 'put', key: Buffer.from(key), value: Buffer.from(value) });
  }

  delete(...keys: readonly string[]): void {
    for (const key of keys) {
      this.#values.delete(key);
      this.#happened({ kind: 'delete', key: Buffer.from(key) });
    }
  }

  /** Forgets all history. */
  compact(): void {
    this.#compacted = this.revision;
    this.#history = [];
  }

  /** As from an old backup: what happened since has not. */
  restore(values: Readonly<Record<string, string>>, revision: number): void {
    this.#values.clear();
    for (const [key, value] of Object.entries(values)) this.#values.set(key, value);
    this.revision = revision;
    this.#history = [];
    this.#compacted = revision;
  }

  /** All connections are lost. */
  drop(reason = 'was lost'): void {
    for (const connection of this.#open) connection.fail(new EtcdError('other', reason));
  }

  connect({ endpoint }: EtcdAccess): Promise<EtcdConnection> {
    this.connects.push(endpoint);
    const reason = this.away.get(endpoint) ?? this.away.get('*');
    if (reason !== undefined) return Promise.reject(new EtcdError('other', reason));
    const connection = new FakeConnection(this, () => this.#open.delete(connection));
    this.#open.add(connection);
    return Promise.resolve(connection);
  }

  page(listing: EtcdListing): EtcdPage {
    this.listings.push(listing);
    this.beforePage();
    const { start, end, limit, isKeysOnly = false, revision = this.revision } = listing;
    if (revision < this.#compacted) throw compacted();
    const found = [...this.#values]
      .map(([key, value]) => ({ key: Buffer.from(key), value: Buffer.from(value) }))
      .filter(({ key }) => isWithin(key, { start, end }))
      .sort((one, other) => one.key.compare(other.key));
    const pairs = found.slice(0, limit);
    const size = pairs.reduce((sum, { value }) => sum + value.length, 0);
    if (!isKeysOnly && size > this.largestPage) throw new EtcdError('too-large', 'too large');
    return {
      clusterId: this.clusterId,
      term: this.term,
      revision: this.revision,
      pairs: isKeysOnly ? pairs.map(({ key }): EtcdKeyValue => ({ key })) : pairs,
      isPartial: found.length > limit,
    };
  }

  /** @throws EtcdError `compacted` */
  since(revision: number, range: EtcdRange): EtcdChanges {
    if (revision <= this.#compacted) throw compacted();
    const all = this.#history.filter((event) => event.revision >= revision);
    const changes = all.map(({ change }) => change).filter(({ key }) => isWithin(key, range));
    return { revision: all.at(-1)?.revision, changes };
  }

  #happened(change: EtcdChange): void {
    this.revision++;
    this.#history.push({ revision: this.revision, change });
    for (const connection of this.#open) connection.wake();
  }
}

class FakeConnection implements EtcdConnection {
  wake = (): void => undefined;
  #error: EtcdError | undefined;

  constructor(
    private readonly etcd: FakeEtcd,
    readonly close: () => void,
  ) {}

  fail(error: EtcdError): void {
    this.#error = error;
    this.wake();
  }

  // async, so that it rejects
  async list(listing: EtcdListing): Promise<EtcdPage> {
    await Promise.resolve();
    if (this.#error) throw this.#error;
    return this.etcd.page(listing);
  }

  async *watch(
    range: EtcdRange,
    revision: number,
    signal: AbortSignal,
  ): AsyncGenerator<EtcdChanges> {
    const abort = (): void => this.fail(new EtcdError('other', 'aborted'));
    signal.addEventListener('abort', abort);
    try {
      yield* this.#follow(range, revision);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  async *#follow(range: EtcdRange, revision: number): AsyncGenerator<EtcdChanges> {
    let next = revision;
    // etcd says of what is compacted after it has said that it watches
    yield { revision: undefined, changes: [] };
    for (;;) {
      if (this.#error) throw this.#error;
      const batch = this.etcd.since(next, range);
      next = (batch.revision ?? next - 1) + 1;
      if (batch.changes.length > 0) yield batch;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

function isWithin(key: Buffer, { start, end }: EtcdRange): boolean {
  return key.compare(start) >= 0 && key.compare(end) < 0;
}

function compacted(): EtcdError {
  return new EtcdError('compacted', 'required revision has been compacted');
}

import { beforeEach, describe, expect, it } from '@jest/globals';

import { FakeEtcd } from './etcd-client.fake.js';
import type { EtcdChange, EtcdConnection, EtcdKeyValue } from './etcd-client.js';
import { KeyFollower, type KeySink } from './key-follower.js';
import { rangeOf } from './list-keys.js';

/** Notes what it is told. */
class NotingSink implements KeySink {
  readonly notes: string[] = [];
  isEnough = true;
  keys: string[] = [];
  #awaited: { readonly note: string; readonly resolve: () => void } | undefined;

  beginListing(): void {
    this.notes.push('begin');
    this.keys = [];
  }

  listed(pairs: readonly EtcdKeyValue[]): boolean {
    this.keys.push(...pairs.map(({ key, value }) => `${key.toString()}=${value?.length}`));
    return this.isEnough;
  }

  endListing(): void {
    this.notes.push(`end ${this.keys.length}`);
  }

  happened(changes: readonly EtcdChange[]): boolean {
    for (const { kind, key } of changes) {
      const note = `${kind} ${key.toString()}`;
      this.notes.push(note);
      if (note === this.#awaited?.note) this.#awaited.resolve();
    }
    return true;
  }

  /** Resolves when it is told this. */
  until(note: string): Promise<void> {
    return new Promise((resolve) => (this.#awaited = { note, resolve }));
  }
}

describe('KeyFollower', () => {
  let etcd: FakeEtcd;
  let sink: NotingSink;
  let connection: EtcdConnection;
  let subject: KeyFollower;
  const { signal } = new AbortController();

  beforeEach(async () => {
    etcd = new FakeEtcd();
    sink = new NotingSink();
    connection = await etcd.connect({ endpoint: 'a', tls: {} });
    subject = new KeyFollower('/n/', sink);
  });

  /** Follows until `what`, which loses the connection, has happened. */
  const follow = async (what: () => void = () => undefined): Promise<unknown> => {
    const onFollowing = (): void => {
      what();
      etcd.drop('lost');
    };
    return subject.follow(connection, signal, onFollowing).catch((error: unknown) => error);
  };

  /** Follows over another connection until the sink was told this, and loses that one too. */
  const followUntil = async (note: string): Promise<void> => {
    connection = await etcd.connect({ endpoint: 'b', tls: {} });
    const told = sink.until(note);
    const ended = subject.follow(connection, signal, () => undefined).catch(() => undefined);
    await told;
    etcd.drop();
    await ended;
  };

  const fill = (count: number, value = 'v'): void => {
    for (let i = 0; i < count; i++) etcd.put(`/n/${String(i).padStart(6, '0')}`, value);
  };

  it('lists in pages as it was at one moment, and misses nothing that happens meanwhile', async () => {
    fill(1200);
    let pages = 0;
    etcd.beforePage = () => {
      if (++pages === 2) etcd.put('/n/new', 'v');
    };
    const { revision } = etcd;
    await follow();
    expect(etcd.listings.map((listing) => [listing.limit, listing.revision])).toEqual([
      [500, undefined],
      [500, revision],
      [500, revision],
    ]);
    expect(new Set(sink.keys).size).toBe(sink.keys.length);
    etcd.beforePage = () => undefined;
    await followUntil('put /n/new');
    expect(sink.notes).toEqual(['begin', 'end 1201', 'put /n/new']);
  });

  it('makes smaller pages of large values; of one that is too large by itself only its key', async () => {
    fill(1000);
    etcd.put('/n/large', 'x'.repeat(1000));
    etcd.largestPage = 100;
    await follow();
    expect(sink.keys).toHaveLength(1001);
    expect(sink.keys.at(-1)).toBe('/n/large=undefined');
    expect(etcd.listings.length).toBeLessThan(60);
  });

  it('begins anew when its moment is history before the last page', async () => {
    fill(1200);
    let pages = 0;
    etcd.beforePage = () => {
      if (++pages !== 2) return;
      etcd.put('/n/new', 'v');
      etcd.compact();
    };
    await follow();
    expect(sink.notes).toEqual(['begin', 'begin', 'end 1201']);
  });

  it('gives up for now where all is history at once', async () => {
    fill(600);
    etcd.beforePage = () => {
      etcd.put('/other', 'v');
      etcd.compact();
    };
    expect(await follow()).toMatchObject({
      message: expect.stringContaining('compact less often'),
    });
  });

  it('stops to list when told that it is enough, and follows', async () => {
    fill(1200);
    sink.isEnough = false;
    await follow();
    expect(sink.notes).toEqual(['begin', 'end 500']);
  });

  it('goes on where it was over another connection, without a listing', async () => {
    fill(2);
    await follow();
    etcd.put('/n/more', 'v');
    await followUntil('put /n/more');
    expect(sink.notes).toEqual(['begin', 'end 2', 'put /n/more']);
  });

  it.each([
    ['another cluster', () => (etcd.clusterId = 'other')],
    ['a cluster begun anew, however much was written to it', () => (etcd.term = 2)],
    ['an old backup', () => etcd.restore({}, 1)],
  ])('lists again at %s', async (_what, change) => {
    fill(2);
    await follow();
    change();
    connection = await etcd.connect({ endpoint: 'b', tls: {} });
    await follow();
    expect(sink.notes.filter((note) => note === 'begin')).toHaveLength(2);
  });
});

it('a prefix is the range of all keys that begin with it', () => {
  expect(rangeOf('/n/')).toEqual({ start: Buffer.from('/n/'), end: Buffer.from('/n0') });
});

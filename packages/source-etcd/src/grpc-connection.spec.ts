import { PassThrough } from 'node:stream';

import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@kith/agent-testing';

import { type EtcdChanges, EtcdError } from './etcd-client.js';
import { etcdMethods } from './etcd-messages.js';
import { GrpcConnection } from './grpc-connection.js';
import { grpc, protobuf } from './libraries.js';

const RANGE = { start: Buffer.from('/n/'), end: Buffer.from('/n0') };

/** A stream of one watch, whose messages a test writes. */
class FakeStream extends PassThrough {
  readonly asked: object[] = [];
  isCanceled = false;

  constructor() {
    super({ objectMode: true });
  }

  override write(message: object): boolean {
    this.asked.push(message);
    return true;
  }

  cancel(): void {
    if (this.isCanceled) return;
    this.isCanceled = true;
    this.destroy(Object.assign(new Error('1 CANCELLED'), { code: grpc.status.CANCELLED }));
  }

  says(message: object): void {
    const response = { created: false, canceled: false, compact_revision: 0, cancel_reason: '' };
    this.push({ ...response, fragment: false, events: [], ...message });
  }
}

const put = (name: string, revision: number, value = 'v'): object => ({
  type: 0,
  kv: { key: Buffer.from(name), value: Buffer.from(value), mod_revision: revision },
});

describe('GrpcConnection, watching', () => {
  let clock: FakeClock;
  let stream: FakeStream;
  let signal: AbortController;
  let batches: EtcdChanges[];
  /** What the watch ended with. */
  let ended: Promise<unknown>;

  beforeEach(() => {
    clock = new FakeClock();
    stream = new FakeStream();
    signal = new AbortController();
    batches = [];
    const client = {
      makeBidiStreamRequest: () => stream,
      makeUnaryRequest: () => undefined,
      close: () => undefined,
    };
    const explain = (error: unknown): EtcdError =>
      new EtcdError('other', (error as { details?: string; message: string }).details ?? 'other');
    const methods = etcdMethods(protobuf);
    const parts = { client: client as never, methods, clock, explain, grpc };
    const connection = new GrpcConnection(parts, undefined);
    const watch = async (): Promise<void> => {
      for await (const batch of connection.watch(RANGE, 5, signal.signal)) batches.push(batch);
    };
    ended = watch().catch((error: unknown) => error);
  });

  it('asks for all from a revision on, and says first that it is heard', async () => {
    expect(stream.asked).toEqual([
      {
        create_request: {
          key: RANGE.start,
          range_end: RANGE.end,
          start_revision: 5,
          fragment: true,
        },
      },
    ]);
    stream.says({ created: true });
    await clock.settle();
    expect(batches).toEqual([{ revision: undefined, changes: [] }]);
    stream.says({ events: [put('/n/a', 6), { ...put('/n/b', 7), type: 1 }] });
    await clock.settle();
    expect(batches[1]).toEqual({
      revision: 7,
      changes: [
        { kind: 'put', key: Buffer.from('/n/a'), value: Buffer.from('v') },
        { kind: 'delete', key: Buffer.from('/n/b') },
      ],
    });
  });

  it('hands on what comes in several messages in one piece', async () => {
    stream.says({ created: true });
    stream.says({ events: [put('/n/a', 6)], fragment: true });
    await clock.settle();
    expect(batches).toHaveLength(1);
    stream.says({ events: [put('/n/b', 6)] });
    await clock.settle();
    expect(batches[1]?.changes).toHaveLength(2);
  });

  it('does not pile up more than there is room for', async () => {
    const large = 'x'.repeat(2 ** 20);
    for (let i = 0; i < 65; i++) stream.says({ events: [put('/n/a', 6, large)], fragment: true });
    expect(await ended).toMatchObject({ kind: 'too-large' });
    expect(stream.isCanceled).toBe(true);
  });

  it.each([
    [{ compact_revision: 9 }, { kind: 'compacted' }],
    [{ cancel_reason: 'etcdserver: permission denied' }, { message: /permission denied/ }],
  ])('ends when etcd cancels it: %j', async (message, expected) => {
    stream.says({ created: true, canceled: true, ...message });
    const error = await ended;
    expect(error).toBeInstanceOf(EtcdError);
    if ('kind' in expected) expect(error).toMatchObject(expected);
    else expect((error as EtcdError).message).toMatch(expected.message);
  });

  it('gives up a member that does not say that it watches', async () => {
    await clock.advance(10_000);
    expect(await ended).toMatchObject({
      message: expect.stringContaining('does not answer within 10 s'),
    });
  });

  it('waits for changes as long as it takes', async () => {
    stream.says({ created: true });
    await clock.advance(3_600_000);
    stream.says({ events: [put('/n/a', 6)] });
    await clock.settle();
    expect(batches).toHaveLength(2);
    signal.abort();
    await ended;
    expect(clock.pending).toBe(0);
  });

  it('ends by an error when the stream ends', async () => {
    stream.says({ created: true });
    await clock.settle();
    stream.push(null);
    expect(await ended).toMatchObject({ message: 'it ended the watch' });
  });
});

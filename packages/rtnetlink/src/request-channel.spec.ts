import { describe, expect, it } from '@jest/globals';
import { ifIndex, ipAddress } from '@kith/net-types';

import { NLM_F_ACK, RTM_NEWNEXTHOP } from './codec/uapi.js';
import { RequestChannel } from './request-channel.js';
import type { RtRequest } from './requests.js';
import {
  datagram,
  errorAnswer,
  FakeRequestSocket,
  type Sent,
} from './socket/request-socket.fake.js';

const ENOENT = 2;

function deletes(count: number): RtRequest[] {
  return Array.from({ length: count }, (_, i) => ({
    type: 'delete-neighbor',
    ifindex: ifIndex(1),
    address: ipAddress(`10.0.${i >> 8}.${i & 255}`),
  }));
}

/** A kernel to which everything is fine. */
function agree({ flags, sequence }: Sent): Buffer[] {
  return flags & NLM_F_ACK ? [errorAnswer(sequence, 0)] : [];
}

function nexthop(sequence: number, id: number): Buffer {
  const body = Buffer.alloc(16);
  body.set([8, 0, 1, 0, id], 8);
  return datagram(RTM_NEWNEXTHOP, sequence, body);
}

function channelOf(...sockets: FakeRequestSocket[]) {
  let yields = 0;
  const rest = [...sockets];
  const channel = new RequestChannel(
    () => rest.shift() as FakeRequestSocket,
    () => Promise.resolve(void yields++),
  );
  return { channel, yields: () => yields };
}

describe('RequestChannel', () => {
  it('packs any number into few sends, and yields between them', async () => {
    const socket = new FakeRequestSocket(agree);
    const { channel, yields } = channelOf(socket);
    const results = await channel.request(deletes(300));
    expect(results).toEqual(Array(300).fill({ ok: true }));
    expect(socket.batches.map((batch) => batch.length)).toEqual([128, 128, 44]);
    expect(yields()).toBe(2);
  });

  it('asks for one acknowledgment a send', async () => {
    const socket = new FakeRequestSocket(agree);
    await channelOf(socket).channel.request(deletes(3));
    expect(socket.batches[0]?.map(({ flags }) => (flags & NLM_F_ACK) !== 0)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('sends no more than the receive buffer has room to answer', async () => {
    const socket = new FakeRequestSocket(agree, 212_992);
    await channelOf(socket).channel.request(deletes(100));
    expect(socket.batches.map((batch) => batch.length)).toEqual([46, 46, 8]);
  });

  it('maps refusals to their own requests, the last one included', async () => {
    const socket = new FakeRequestSocket((sent) =>
      sent.sequence % 2 === 1 ? [errorAnswer(sent.sequence, ENOENT)] : agree(sent),
    );
    const results = await channelOf(socket).channel.request(deletes(4));
    expect(results.map(({ ok }) => ok)).toEqual([true, false, true, false]);
    expect(results[3]).toMatchObject({
      error: {
        message: 'delete neighbor 10.0.0.3 on ifindex 1: ENOENT',
        details: { errno: ENOENT, sequence: 3 },
      },
    });
  });

  it('answers each get, and says which one stayed without an answer', async () => {
    const socket = new FakeRequestSocket((sent) =>
      sent.sequence === 1
        ? agree(sent)
        : [nexthop(sent.sequence, 40 + sent.sequence), ...agree(sent)],
    );
    const gets = [1, 2, 3].map((id): RtRequest => ({ type: 'get-nexthop', id }));
    const results = await channelOf(socket).channel.request(gets);
    expect(results).toMatchObject([
      { ok: true, answer: { kind: 'nexthop', id: 40 } },
      { ok: false, error: { code: 'ETIMEDOUT' } },
      { ok: true, answer: { kind: 'nexthop', id: 42 } },
    ]);
  });

  it('makes an answer that cannot be read an error of that request only', async () => {
    const socket = new FakeRequestSocket((sent) => [
      sent.sequence === 0 ? datagram(RTM_NEWNEXTHOP, 0, Buffer.alloc(8)) : nexthop(1, 5),
      ...agree(sent),
    ]);
    const gets = [1, 2].map((id): RtRequest => ({ type: 'get-nexthop', id }));
    expect(await channelOf(socket).channel.request(gets)).toMatchObject([
      { ok: false, error: { code: 'EPROTO' } },
      { ok: true },
    ]);
  });

  it.each([
    ['does not answer', () => []],
    ['answers with bytes that are no message', () => [Buffer.from('no message')]],
  ])('rejects when the kernel %s, and starts over on another socket', async (_name, answer) => {
    const broken = new FakeRequestSocket(answer);
    const { channel } = channelOf(broken, new FakeRequestSocket(agree));
    await expect(channel.request(deletes(1))).rejects.toMatchObject({ name: 'NetlinkError' });
    expect(broken.isClosed).toBe(true);
    await expect(channel.request(deletes(1))).resolves.toEqual([{ ok: true }]);
  });

  it('counts sequence numbers on from batch to batch', async () => {
    const socket = new FakeRequestSocket(agree);
    const { channel } = channelOf(socket);
    await channel.request(deletes(2));
    await channel.request(deletes(2));
    expect(socket.batches.flat().map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3]);
  });

  it('opens no socket after it was closed', async () => {
    const socket = new FakeRequestSocket(agree);
    const { channel } = channelOf(socket);
    channel.close();
    await expect(channel.request(deletes(1))).rejects.toMatchObject({ code: 'EBADF' });
    expect(socket.batches).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';

import {
  NLM_F_DUMP_INTR,
  NLMSG_DONE,
  RTM_GETNEXTHOP,
  RTM_GETRULE,
  RTM_NEWNEXTHOP,
  RTM_NEWRULE,
} from './codec/uapi.js';
import { dump } from './dump.js';
import {
  datagram,
  errorAnswer,
  FakeRequestSocket,
  type Sent,
} from './socket/request-socket.fake.js';

const EOPNOTSUPP = 95;
const EPERM = 1;

function nexthop(id: number, flags = 0): Buffer {
  const body = Buffer.alloc(16);
  body.set([8, 0, 1, 0, id], 8);
  return datagram(RTM_NEWNEXTHOP, 1, body, flags);
}

function done(flags = 0): Buffer {
  return datagram(NLMSG_DONE, 1, Buffer.alloc(4), flags);
}

/** A kernel that answers the nth dump with the nth entry, the last one for ever. */
function kernel(...answers: readonly (readonly Buffer[])[]) {
  const sockets: FakeRequestSocket[] = [];
  let yields = 0;
  return {
    sockets,
    yields: () => yields,
    open: (): FakeRequestSocket => {
      const answer = answers[Math.min(sockets.length, answers.length - 1)] ?? [];
      const socket = new FakeRequestSocket(() => answer);
      sockets.push(socket);
      return socket;
    },
    yieldToIo: (): Promise<void> => Promise.resolve(void yields++),
  };
}

function sent({ sockets }: ReturnType<typeof kernel>): Sent[] {
  return sockets.flatMap(({ batches }) => batches.flat());
}

describe('dump', () => {
  it('lists in the order of the kernel, and closes its socket', async () => {
    const fake = kernel([nexthop(9), nexthop(5), done()]);
    const rows = await dump('nexthops', fake.open, fake.yieldToIo);
    expect(rows).toMatchObject([{ id: 9 }, { id: 5 }]);
    expect(sent(fake)).toMatchObject([{ type: RTM_GETNEXTHOP }]);
    expect(fake.sockets.every(({ isClosed }) => isClosed)).toBe(true);
  });

  it('asks for both families', async () => {
    const rule = datagram(RTM_NEWRULE, 1, Buffer.from([2, ...Array<number>(11).fill(0)]));
    const fake = kernel([rule, done()]);
    expect(await dump('rules', fake.open, fake.yieldToIo)).toHaveLength(2);
    expect(sent(fake)).toMatchObject([{ type: RTM_GETRULE }, { type: RTM_GETRULE }]);
  });

  it.each([
    ['a row', [nexthop(5, NLM_F_DUMP_INTR), done()]],
    ['its end', [nexthop(5), done(NLM_F_DUMP_INTR)]],
  ])('starts over when %s says that it was interrupted', async (_name, interrupted) => {
    const fake = kernel(interrupted, [nexthop(6), done()]);
    expect(await dump('nexthops', fake.open, fake.yieldToIo)).toMatchObject([{ id: 6 }]);
    expect(fake.sockets).toHaveLength(2);
  });

  it('gives up when it is interrupted again and again', async () => {
    const fake = kernel([done(NLM_F_DUMP_INTR)]);
    const listing = dump('nexthops', fake.open, fake.yieldToIo);
    await expect(listing).rejects.toMatchObject({ name: 'NetlinkError', code: 'EINTR' });
    expect(fake.sockets.every(({ isClosed }) => isClosed)).toBe(true);
  });

  it('yields in the middle of a large table', async () => {
    const fake = kernel([...Array.from({ length: 20 }, (_, i) => nexthop(i)), done()]);
    expect(await dump('nexthops', fake.open, fake.yieldToIo)).toHaveLength(20);
    expect(fake.yields()).toBe(5);
  });

  it('is empty where the kernel has no such table', async () => {
    const fake = kernel([errorAnswer(1, EOPNOTSUPP)]);
    expect(await dump('nexthops', fake.open, fake.yieldToIo)).toEqual([]);
  });

  it.each([
    ['is refused', [errorAnswer(1, EPERM)], 'EPERM'],
    ['ends without an end', [nexthop(5)], 'ETIMEDOUT'],
    ['has a row that cannot be read', [datagram(RTM_NEWNEXTHOP, 1, Buffer.alloc(8))], 'EPROTO'],
    ['is no message', [Buffer.from('no message')], 'EPROTO'],
  ])('rejects when it %s', async (_name, answer, code) => {
    const fake = kernel(answer);
    const listing = dump('nexthops', fake.open, fake.yieldToIo);
    await expect(listing).rejects.toMatchObject({ name: 'NetlinkError', code });
    expect(fake.sockets.every(({ isClosed }) => isClosed)).toBe(true);
  });
});

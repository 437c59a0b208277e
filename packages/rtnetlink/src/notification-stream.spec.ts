import { describe, expect, it } from '@jest/globals';

import type { Notification } from './client.js';
import { RTM_DELNEXTHOP, RTM_GETNEIGH, RTM_NEWNEXTHOP } from './codec/uapi.js';
import { NotificationStream } from './notification-stream.js';
import { datagram } from './socket/request-socket.fake.js';

function nexthop(id: number, type = RTM_NEWNEXTHOP): Buffer {
  const body = Buffer.alloc(16);
  body.set([8, 0, 1, 0, id], 8);
  return datagram(type, 0, body);
}

const row = (id: number) => expect.objectContaining({ id }) as unknown;

/** A stream, its socket and its listener; `turn` plays one turn of the event loop. */
function open() {
  const heard: (readonly Notification[] | string)[] = [];
  const socket = {
    droppedMessages: 0,
    isQueued: false,
    isClosed: false,
    join: () => undefined,
    drops: () => socket.droppedMessages,
    hasQueued: () => socket.isQueued,
    close: () => void (socket.isClosed = true),
  };
  const state = { isHeld: false, closed: 0 };
  let waiting: (() => void)[] = [];
  const stream = new NotificationStream(
    {
      notified: (burst) => void heard.push(burst),
      lost: (reason) => void heard.push(reason),
    },
    () => new Promise((resolve) => waiting.push(resolve)),
    () => state.isHeld,
    () => void state.closed++,
  );
  stream.attach(socket);
  const turn = async (): Promise<void> => {
    const due = waiting;
    waiting = [];
    for (const resolve of due) resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const receive = (bytes: Buffer): void => stream.received(bytes, bytes.length);
  return { stream, receive, socket, heard, state, turn };
}

describe('NotificationStream', () => {
  it('hands over what one turn of the event loop brought as one burst, in order', async () => {
    const { heard, turn, receive } = open();
    receive(nexthop(1));
    receive(nexthop(2, RTM_DELNEXTHOP));
    expect(heard).toEqual([]);
    await turn();
    receive(nexthop(3));
    await turn();
    expect(heard).toEqual([
      [
        { change: 'upsert', message: row(1) },
        { change: 'delete', message: row(2) },
      ],
      [{ change: 'upsert', message: row(3) }],
    ]);
  });

  it('says after the burst that messages were lost, once', async () => {
    const { stream, socket, heard, turn, receive } = open();
    socket.droppedMessages = 7;
    receive(nexthop(1));
    await turn();
    stream.checkForLoss();
    expect(heard).toEqual([[expect.anything()], '7 messages did not fit the receive buffer']);
  });

  it('finds a loss at an audit, with no message after it', () => {
    const { stream, socket, heard } = open();
    stream.checkForLoss();
    socket.droppedMessages = 1;
    stream.checkForLoss();
    expect(heard).toEqual(['1 messages did not fit the receive buffer']);
  });

  it.each([
    ['a message without its attributes', datagram(RTM_NEWNEXTHOP, 0, Buffer.alloc(8))],
    ['bytes that are no message', Buffer.from('no message')],
  ])('takes %s for a loss, and goes on', async (_name, bytes) => {
    const { heard, turn, receive } = open();
    receive(bytes);
    receive(nexthop(1));
    await turn();
    expect(heard).toEqual([
      [{ change: 'upsert', message: row(1) }],
      expect.stringMatching(/^unreadable message: /),
    ]);
  });

  it('passes over messages of other types', async () => {
    const { heard, turn, receive } = open();
    receive(datagram(RTM_GETNEIGH, 0, Buffer.alloc(12)));
    await turn();
    expect(heard).toEqual([]);
  });

  it('is drained when nothing is queued and nothing waits to be handed over', async () => {
    const { stream, socket, turn, receive } = open();
    expect(stream.isDrained()).toBe(true);
    socket.isQueued = true;
    expect(stream.isDrained()).toBe(false);
    socket.isQueued = false;
    receive(nexthop(1));
    expect(stream.isDrained()).toBe(false);
    await turn();
    expect(stream.isDrained()).toBe(true);
  });

  it('is not drained after a dump while news from before its end is on the way', async () => {
    const { stream, heard, state, turn, receive } = open();
    state.isHeld = true; // the dump begins
    receive(nexthop(1));
    await turn();
    expect(heard).toEqual([]);
    state.isHeld = false; // and ends
    expect(stream.isDrained()).toBe(false);
    await turn();
    expect(heard).toEqual([[{ change: 'upsert', message: row(1) }]]);
    expect(stream.isDrained()).toBe(true);
  });

  it('says that its socket failed', async () => {
    const { stream, heard, turn } = open();
    stream.failed(new Error('gone'));
    await turn();
    expect(heard).toEqual(['socket failed: gone']);
  });

  it('is silent once closed, and closes its socket once', async () => {
    const { stream, socket, heard, state, turn, receive } = open();
    receive(nexthop(1));
    socket.droppedMessages = 1;
    stream.close();
    stream.close();
    stream.checkForLoss();
    await turn();
    expect(heard).toEqual([]);
    expect([socket.isClosed, state.closed]).toEqual([true, 1]);
  });
});

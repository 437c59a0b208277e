import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ifIndex, ipAddress } from '@kith/net-types';
import type { Notification, RtRequest } from '@kith/rtnetlink';

import { link, neighbor } from './builders.js';
import { FakeRtnetlinkClient } from './fake-rtnetlink-client.js';
import { refused } from './messages.js';

const GET: RtRequest = {
  type: 'get-neighbor',
  ifindex: ifIndex(1),
  address: ipAddress('10.0.0.2'),
};
const DELETE: RtRequest = { ...GET, type: 'delete-neighbor' };
const LINK = { kind: 'link', link: link() } as const;
const NEWS: Notification = {
  change: 'upsert',
  message: { kind: 'neighbor', neighbor: neighbor() },
};

let client: FakeRtnetlinkClient;
const notified = jest.fn();
const lost = jest.fn();

beforeEach(() => {
  client = new FakeRtnetlinkClient();
  notified.mockClear();
  lost.mockClear();
});

describe('requests', () => {
  it('are recorded call by call, and all succeed', async () => {
    await expect(client.request([GET, DELETE])).resolves.toEqual([{ ok: true }, { ok: true }]);
    await client.request([DELETE]);
    expect(client.batches).toEqual([[GET, DELETE], [DELETE]]);
    expect(client.requests).toEqual([GET, DELETE, DELETE]);
  });

  it('are answered one by one as scripted', async () => {
    client.answer = ({ type }) => (type === 'get-neighbor' ? refused('ENOENT') : { ok: true });
    await expect(client.request([DELETE, GET])).resolves.toMatchObject([
      { ok: true },
      { ok: false, error: { code: 'ENOENT' } },
    ]);
  });
});

describe('dumps', () => {
  it('list what the table held when it was asked, however long the answer takes', async () => {
    client.tables.links = [LINK];
    const release = client.hold('links');
    const listing = client.dump('links');
    client.tables.links = [];
    release();
    await expect(listing).resolves.toEqual([LINK]);
    await expect(client.dump('links')).resolves.toEqual([]);
    expect(client.dumps).toEqual(['links', 'links']);
  });

  it('fail once, when told to', async () => {
    client.fail('links', new Error('out of memory'));
    await expect(client.dump('links')).rejects.toThrow('out of memory');
    await expect(client.dump('links')).resolves.toEqual([]);
  });
});

describe('notifications', () => {
  beforeEach(async () => {
    await client.subscribe(['neighbors'], { notified, lost });
  });

  it('reach every open subscription as one burst', () => {
    client.notify(NEWS, NEWS);
    expect(notified.mock.calls).toEqual([[[NEWS, NEWS]]]);
    expect([...client.subscriptions.values()]).toEqual([['neighbors']]);
  });

  it('leave the queue only when they are handed over', async () => {
    const subscription = await client.subscribe([], { notified, lost });
    client.announce(NEWS, NEWS);
    client.deliver(1);
    expect(subscription.isDrained()).toBe(false);
    client.deliver();
    expect(subscription.isDrained()).toBe(true);
  });

  it.each([
    ['a dump', 'neighbors', () => client.dump('neighbors')],
    ['a get', 'request', () => client.request([GET])],
    ['a write', 'request', () => client.request([DELETE])],
  ] as const)('are not handed over while %s is under way', async (_name, call, read) => {
    const release = client.hold(call);
    const reading = read();
    expect(() => client.notify(NEWS)).toThrow('under way');
    release();
    await reading;
    client.deliver();
    expect(notified).toHaveBeenCalledTimes(1);
  });

  it('are told to be lost, at once or at the next check', async () => {
    const subscription = await client.subscribe([], { notified, lost });
    subscription.close();
    client.lose('overrun');
    expect(lost.mock.calls).toEqual([['overrun']]);
    client.loseUnnoticed('two dropped');
    expect(lost).toHaveBeenCalledTimes(1);
    subscription.checkForLoss();
    subscription.checkForLoss();
    expect(lost.mock.calls).toEqual([['overrun'], ['two dropped']]);
  });

  it('end with the client', () => {
    client.close();
    client.notify(NEWS);
    expect(notified).not.toHaveBeenCalled();
    expect(client.isClosed).toBe(true);
  });
});

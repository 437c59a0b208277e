import { beforeEach, describe, expect, it } from '@jest/globals';
import { link, neighbor } from '@kith/neighbor-testing';
import { ipAddress, neighborKey } from '@kith/net-types';
import { NetlinkError, type Notification } from '@kith/rtnetlink';

import { gone, MirrorFixture, row, upsert } from './mirror-fixture.fake.js';

const REACHABLE = neighbor();
const FAILED = neighbor({ state: 'FAILED' });
const KEY = neighborKey(REACHABLE.ifindex, REACHABLE.address);
const GET = { type: 'get-neighbor', ifindex: REACHABLE.ifindex, address: REACHABLE.address };
const SOCKET_FAILED = new NetlinkError({ operation: 'ask', code: 'EBADF', errno: 9 });

let kernel: MirrorFixture;

beforeEach(() => {
  kernel = new MirrorFixture();
});

describe('news from before the end of a listing, read after it', () => {
  /** The first listing ends while these are still in the queue. */
  async function startBehind(...queued: readonly Notification[]): Promise<void> {
    kernel.client.announce(...queued);
    await kernel.start();
  }

  it.each([
    ['state', upsert(row(FAILED))],
    ['deletion', gone(row(REACHABLE))],
  ])('does not bring back an older %s: the kernel is asked', async (_name, stale) => {
    await startBehind(stale);
    kernel.client.deliver();
    expect(kernel.mirror.neighbors.get(KEY)).toEqual(REACHABLE);
    await kernel.jobs.settled();
    expect(kernel.client.batches).toEqual([[GET]]);
    expect(kernel.mirror.neighbors.get(KEY)).toEqual(REACHABLE);
    expect(kernel.told).toEqual([]);
  });

  it('comes out as the kernel has it, where it was newer than the listing', async () => {
    await startBehind(gone(row(REACHABLE)));
    kernel.kernelHas();
    kernel.client.deliver();
    await kernel.jobs.settled();
    expect(kernel.mirror.neighbors.size).toBe(0);
    expect(kernel.told).toMatchObject([
      { neighbors: [{ previous: REACHABLE, current: undefined }] },
    ]);
  });

  it('is asked for in one call, once all of it is read', async () => {
    const other = neighbor({ address: ipAddress('10.0.0.3') });
    await startBehind(upsert(row(FAILED)), upsert(row(other)), upsert(row(FAILED)));
    kernel.client.deliver(1);
    await kernel.jobs.settled();
    expect(kernel.client.batches).toEqual([]);
    kernel.client.deliver();
    await kernel.jobs.settled();
    expect(kernel.client.batches).toEqual([[GET, { ...GET, address: other.address }]]);
  });

  it('ends: what is announced later is taken as it is', async () => {
    await startBehind(upsert(row(REACHABLE)));
    kernel.client.deliver();
    await kernel.jobs.settled();
    kernel.client.notify(upsert(row(FAILED)));
    expect(kernel.mirror.neighbors.get(KEY)).toEqual(FAILED);
    expect(kernel.client.batches).toHaveLength(1);
  });

  it('about devices has them, and the gateways, listed again', async () => {
    await startBehind(upsert({ kind: 'link', link: link({ isUp: false }) }));
    kernel.client.tables.links = [{ kind: 'link', link: link({ hasCarrier: false }) }];
    kernel.client.deliver();
    await kernel.clock.advance(1000);
    expect(kernel.client.dumps).toEqual(['links', 'addresses', 'routes', 'nexthops']);
    expect(kernel.told).toMatchObject([
      { links: [{ current: { isUp: true, hasCarrier: false } }] },
    ]);
  });

  it('is asked for again when that fails', async () => {
    await startBehind(gone(row(REACHABLE)));
    kernel.kernelHas();
    kernel.client.fail('request', SOCKET_FAILED);
    kernel.client.deliver();
    await kernel.clock.advance(1000);
    expect(kernel.jobs.failures.get('settle')).toEqual([SOCKET_FAILED]);
    expect(kernel.mirror.neighbors.size).toBe(0);
  });
});

describe('lost notifications', () => {
  it('have everything listed anew, and only differences told', async () => {
    const same = neighbor({ address: ipAddress('10.0.0.3') });
    kernel.kernelHas(REACHABLE, same);
    await kernel.start();
    kernel.kernelHas(FAILED, same);
    kernel.client.lose('2 messages did not fit');
    await kernel.jobs.settled();
    expect(kernel.client.dumps).toEqual(['links', 'addresses', 'neighbors', 'routes', 'nexthops']);
    expect(kernel.told).toMatchObject([
      { isRelisted: true, links: [], neighbors: [{ previous: REACHABLE, current: FAILED }] },
    ]);
    expect(kernel.metrics.count('notification_losses_total')).toBe(1);
    expect(kernel.logger.messages('warn').join()).toContain('2 messages did not fit');
  });

  it('are made up for after a back-off when the listing fails', async () => {
    await kernel.start();
    kernel.kernelHas();
    kernel.client.fail('neighbors', SOCKET_FAILED);
    kernel.client.lose('overrun');
    await kernel.jobs.settled();
    expect(kernel.mirror.neighbors.size).toBe(1);
    await kernel.clock.advance(100);
    expect(kernel.mirror.neighbors.size).toBe(0);
    expect(kernel.jobs.failures.get('relist')).toEqual([SOCKET_FAILED]);
  });

  it('do not bring back older news that was queued during the listing', async () => {
    await kernel.start();
    const release = kernel.client.hold('neighbors');
    kernel.client.lose('overrun');
    await kernel.clock.settle();
    kernel.client.announce(upsert(row(FAILED)));
    release();
    await kernel.jobs.settled();
    kernel.client.deliver();
    await kernel.jobs.settled();
    expect(kernel.mirror.neighbors.get(KEY)).toEqual(REACHABLE);
    expect(kernel.client.batches).toEqual([[GET]]);
  });
});

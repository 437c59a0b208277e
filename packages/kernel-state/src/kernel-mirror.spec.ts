import { beforeEach, describe, expect, it } from '@jest/globals';
import type { NeighborWrite, SetNeighbor } from '@kith/neighbor-api';
import {
  interfaceAddress,
  link,
  managedNeighbor,
  neighbor,
  nexthopMessage,
  refused,
  routeMessage,
} from '@kith/neighbor-testing';
import { ifIndex, ipAddress, neighborKey, prefixOf } from '@kith/net-types';
import { NetlinkError } from '@kith/rtnetlink';

import { gone, MirrorFixture, row, upsert } from './mirror-fixture.fake.js';

const AUDIT = 300_000;
const MARK = 75;
const REACHABLE = neighbor();
const FAILED = neighbor({ state: 'FAILED' });
const KEY = neighborKey(REACHABLE.ifindex, REACHABLE.address);
const SOCKET_FAILED = new NetlinkError({ operation: 'ask', code: 'EBADF', errno: 9 });

let kernel: MirrorFixture;

beforeEach(() => {
  kernel = new MirrorFixture();
});

function managed(over: Partial<SetNeighbor> = {}): NeighborWrite {
  const { ifindex, address } = REACHABLE;
  const flags = { isManaged: true, isRouter: false, use: false };
  return { kind: 'set', ifindex, address, state: 'NONE', ...flags, ...over };
}

describe('the start', () => {
  it('subscribes before it lists, and is synced when all is listed', async () => {
    const release = kernel.client.hold('neighbors');
    const starting = kernel.mirror.start();
    await kernel.clock.settle();
    expect([...kernel.client.subscriptions.values()]).toEqual([
      ['links', 'addresses', 'neighbors', 'routes', 'nexthops', 'rules'],
    ]);
    expect(kernel.mirror.isSynced).toBe(false);
    release();
    await starting;
    expect(kernel.mirror.isSynced).toBe(true);
    expect(kernel.mirror.links.get(ifIndex(1))).toEqual(link());
    expect(kernel.mirror.addresses).toEqual([interfaceAddress()]);
    expect(kernel.mirror.neighbors).toEqual(new Map([[KEY, REACHABLE]]));
  });

  it.each(['links', 'addresses', 'neighbors', 'routes', 'nexthops'] as const)(
    'fails when the kernel does not list its %s, and leaves no subscription behind',
    async (table) => {
      kernel.client.fail(table, SOCKET_FAILED);
      await expect(kernel.mirror.start()).rejects.toBe(SOCKET_FAILED);
      expect(kernel.mirror.isSynced).toBe(false);
      await kernel.mirror.stop();
      expect(kernel.client.subscriptions.size).toBe(0);
    },
  );

  it('is idempotent, and so is the stop', async () => {
    await kernel.start();
    await kernel.mirror.start();
    expect(kernel.client.dumps).toEqual([]);
    await kernel.mirror.stop();
    await kernel.mirror.stop();
    expect(kernel.client.subscriptions.size).toBe(0);
  });
});

describe('a notification', () => {
  it('is mirrored, and told with what was before', async () => {
    await kernel.start();
    kernel.client.notify(upsert(row(FAILED)));
    expect(kernel.mirror.neighbors.get(KEY)).toEqual(FAILED);
    kernel.client.notify(gone(row(FAILED)));
    expect(kernel.mirror.neighbors.size).toBe(0);
    expect(kernel.told.map(({ neighbors }) => neighbors)).toEqual([
      [{ previous: REACHABLE, current: FAILED }],
      [{ previous: FAILED, current: undefined }],
    ]);
    expect(kernel.client.requests).toEqual([]);
  });

  it('that says what is known already is no news', async () => {
    await kernel.start();
    kernel.client.notify(
      upsert(row({ ...REACHABLE })),
      upsert({ kind: 'link', link: link() }),
      upsert({ kind: 'address', address: interfaceAddress() }),
      upsert(routeMessage({ isCloned: true })),
    );
    expect(kernel.told).toEqual([]);
  });

  it('that a managed neighbor only ages is mirrored, and told to nobody', async () => {
    await kernel.start();
    const aged = {
      ...managedNeighbor({ address: ipAddress('10.0.0.9') }),
      state: 'REACHABLE',
    } as const;
    kernel.client.notify(upsert(row(aged)));
    kernel.told.length = 0;
    kernel.client.notify(upsert(row({ ...aged, state: 'STALE' })));
    expect(kernel.mirror.neighbors.get(neighborKey(aged.ifindex, aged.address))?.state).toBe(
      'STALE',
    );
    expect(kernel.told).toEqual([]);
  });

  it('is told together with the rest of its burst', async () => {
    await kernel.start();
    const renamed = link({ name: 'lan0' });
    kernel.client.notify(
      upsert({ kind: 'link', link: renamed }),
      upsert({ kind: 'address', address: interfaceAddress({ isTentative: true }) }),
      upsert(row(FAILED)),
      gone(routeMessage()),
      upsert(nexthopMessage({ id: 7 })),
      upsert({ kind: 'rule', family: 'ipv4', priority: 100 }),
    );
    expect(kernel.told).toEqual([
      {
        isRelisted: false,
        links: [{ previous: link(), current: renamed }],
        addresses: new Set([1]),
        neighbors: [{ previous: REACHABLE, current: FAILED }],
        routes: {
          prefixes: [prefixOf(ipAddress('10.1.0.0'), 16)],
          nexthopIds: new Set([7]),
          areRulesChanged: true,
        },
        areGatewaysChanged: false,
        gatewayPrefixes: [],
      },
    ]);
  });

  it('of a device that is gone takes along what hung on it', async () => {
    await kernel.start();
    kernel.client.notify(gone({ kind: 'link', link: link() }));
    expect([
      kernel.mirror.links.size,
      kernel.mirror.addresses.length,
      kernel.mirror.neighbors.size,
    ]).toEqual([0, 0, 0]);
    expect(kernel.told).toMatchObject([
      {
        links: [{ current: undefined }],
        addresses: new Set([1]),
        neighbors: [{ previous: REACHABLE, current: undefined }],
      },
    ]);
  });

  it('reaches nobody after the stop, nor a listener that was taken back', async () => {
    await kernel.start();
    let calls = 0;
    const cancel = kernel.mirror.onChange(() => calls++);
    cancel();
    kernel.client.notify(upsert(row(FAILED)));
    await kernel.mirror.stop();
    kernel.client.notify(upsert(row(REACHABLE)));
    expect([calls, kernel.told.length]).toEqual([0, 1]);
  });
});

describe('fold', () => {
  it('shows our writes at once and tells nobody', async () => {
    await kernel.start();
    const created = managed({ address: ipAddress('10.0.0.9') });
    kernel.mirror.fold([managed(), created], MARK);
    expect([...kernel.mirror.neighbors.values()]).toEqual([
      managedNeighbor(),
      managedNeighbor({ address: created.address, state: 'INCOMPLETE' }),
    ]);
    kernel.mirror.fold([{ ...created, kind: 'delete' }], MARK);
    expect(kernel.mirror.neighbors.size).toBe(1);
    expect(kernel.told).toEqual([]);
  });

  it('makes the echo of a write no news, and what follows from it news', async () => {
    await kernel.start();
    kernel.mirror.fold([managed()], MARK);
    kernel.client.notify(upsert(row(managedNeighbor())));
    expect(kernel.told).toEqual([]);
    kernel.client.notify(upsert(row(managedNeighbor({ state: 'FAILED' }))));
    expect(kernel.told).toHaveLength(1);
  });

  it('tells of each round of probes that failed, though the row is as it was', async () => {
    await kernel.start();
    for (let round = 0; round < 2; round++) {
      kernel.told.length = 0;
      kernel.client.notify(upsert(row(FAILED)));
      expect(kernel.told).toMatchObject([{ neighbors: [{ current: FAILED }] }]);
    }
  });

  it('makes the echo of a delete no news: FAILED without flags, then gone', async () => {
    kernel.kernelHas(managedNeighbor());
    await kernel.start();
    kernel.mirror.fold([{ kind: 'delete', ifindex: ifIndex(1), address: REACHABLE.address }], MARK);
    kernel.client.notify(upsert(row(FAILED)), gone(row(FAILED)));
    expect(kernel.told).toEqual([]);
  });

  it.each([
    ['an audit', () => kernel.clock.advance(AUDIT)],
    ['a listing after a loss', () => Promise.resolve(kernel.client.lose('overrun'))],
  ])('is not undone by %s that was under way', async (_name, list) => {
    const created = managed({ address: ipAddress('10.0.0.9') });
    await kernel.start();
    const release = kernel.client.hold('neighbors');
    await list();
    await kernel.clock.settle();
    kernel.mirror.fold([managed(), created], MARK);
    release();
    await kernel.jobs.settled();
    expect(kernel.mirror.neighbors.get(KEY)).toEqual(managedNeighbor());
    expect(kernel.mirror.neighbors.get(neighborKey(ifIndex(1), created.address))).toBeDefined();
    expect(kernel.told.flatMap(({ neighbors }) => neighbors)).toEqual([]);
  });
});

describe('refetch', () => {
  it('asks for all in one call, and tells what differs', async () => {
    const other = neighbor({ address: ipAddress('10.0.0.3') });
    kernel.kernelHas(REACHABLE, other);
    await kernel.start();
    kernel.kernelHas(FAILED);
    await kernel.mirror.refetch([KEY, neighborKey(other.ifindex, other.address)]);
    expect(kernel.client.batches).toHaveLength(1);
    expect(kernel.told).toMatchObject([
      {
        neighbors: [
          { previous: REACHABLE, current: FAILED },
          { previous: other, current: undefined },
        ],
      },
    ]);
  });

  it.each(['ETIMEDOUT', 'EPERM', 'ENOBUFS'] as const)(
    'takes nothing for gone because of %s',
    async (code) => {
      await kernel.start();
      kernel.client.answer = () => refused(code);
      await kernel.mirror.refetch([KEY]);
      expect(kernel.mirror.neighbors.get(KEY)).toEqual(REACHABLE);
    },
  );

  it('is not newer than what was written meanwhile', async () => {
    await kernel.start();
    const release = kernel.client.hold('request');
    const asking = kernel.mirror.refetch([KEY]);
    kernel.mirror.fold([managed()], MARK);
    release();
    await asking;
    expect(kernel.mirror.neighbors.get(KEY)).toEqual(managedNeighbor());
  });
});

describe('the audit', () => {
  it('finds, each period, what was not announced; in between nothing is asked', async () => {
    await kernel.start();
    kernel.kernelHas(FAILED);
    await kernel.clock.advance(AUDIT - 1);
    expect(kernel.client.dumps).toEqual([]);
    await kernel.clock.advance(1);
    expect(kernel.client.dumps).toEqual(['neighbors']);
    expect(kernel.told).toMatchObject([{ isRelisted: false, neighbors: [{ current: FAILED }] }]);
    await kernel.clock.advance(2 * AUDIT);
    expect(kernel.client.dumps).toHaveLength(3);
    expect(kernel.told).toHaveLength(1);
    expect(kernel.client.requests).toEqual([]);
  });

  it('notices a loss that nothing else told', async () => {
    await kernel.start();
    kernel.client.loseUnnoticed('3 messages did not fit');
    await kernel.clock.advance(AUDIT);
    expect(kernel.told).toMatchObject([{ isRelisted: true }]);
  });

  it('is never with 0', async () => {
    kernel.config.set({ ...kernel.config.current, audit: 0 });
    await kernel.start();
    await kernel.clock.advance(100 * AUDIT);
    expect(kernel.client.dumps).toEqual([]);
  });
});

describe('a listener that fails', () => {
  it('keeps no other from hearing, and hears everything anew', async () => {
    let failures = 1;
    kernel.mirror.onChange((change) => {
      if (!change.isRelisted && failures-- > 0) throw new Error('a bug');
    });
    await kernel.start();
    kernel.client.notify(upsert(row(FAILED)));
    expect(kernel.told).toHaveLength(1);
    expect(kernel.health.complaints().join()).toContain('a bug');
    await kernel.jobs.settled();
    expect(kernel.told).toMatchObject([{}, { isRelisted: true }]);
    expect(kernel.health.complaints()).toEqual([]);
  });

  it('for good is not told without pause', async () => {
    await kernel.start();
    kernel.mirror.onChange(() => {
      throw new Error('a bug');
    });
    kernel.client.notify(upsert(row(FAILED)));
    await kernel.jobs.settled();
    expect(kernel.jobs.runs.get('relist')).toBe(1);
    await kernel.clock.advance(1000);
    expect(kernel.jobs.runs.get('relist')).toBe(4);
    expect(kernel.health.complaints()).toHaveLength(1);
  });
});

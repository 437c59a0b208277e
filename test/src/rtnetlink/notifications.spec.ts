import { describe, expect, it } from '@jest/globals';
import { eventually } from '@kith/lab';
import { ifIndex, ipAddress, macAddress } from '@kith/net-types';
import type { Notification } from '@kith/rtnetlink';

import type { ClientProcess } from './client-process.js';
import { ifindexOf, withClient } from './client-host.js';

/** `upsert neighbor 10.0.0.3 STALE` */
function line({ change, message }: Notification): string {
  switch (message.kind) {
    case 'link':
      return `${change} link ${message.link.name} ${message.link.isUp ? 'up' : 'down'}`;
    case 'address':
      return `${change} address ${message.address.address}`;
    case 'neighbor':
      return `${change} neighbor ${message.neighbor.address} ${message.neighbor.state}`;
    case 'route':
      return `${change} route ${message.prefix.address}/${message.prefix.length}`;
    case 'nexthop':
      return `${change} nexthop ${message.id}`;
    case 'rule':
      return `${change} rule ${message.priority}`;
  }
}

async function heard(client: ClientProcess, ...lines: readonly string[]): Promise<void> {
  await eventually(() =>
    expect(client.notifications.map(line)).toEqual(expect.arrayContaining([...lines])),
  );
}

describe('notifications', () => {
  it('tell of every table', () =>
    withClient(async (client, host) => {
      await client.subscribe('links', 'addresses', 'neighbors', 'routes', 'nexthops', 'rules');
      await host.ipBatch([
        'addr add 10.6.0.1/24 dev eth0',
        'neigh add 10.0.0.3 dev eth0 lladdr 02:00:00:00:00:03 nud stale',
        'nexthop add id 5 via 10.0.0.9 dev eth0',
        'route add 10.7.0.0/16 via 10.0.0.2',
        'rule add pref 100 from 10.2.0.0/16 lookup 1000',
        'rule del pref 100',
        'route del 10.7.0.0/16',
        'nexthop del id 5',
        'neigh del 10.0.0.3 dev eth0',
        'addr del 10.6.0.1/24 dev eth0',
        'link set eth0 down',
      ]);
      await heard(
        client,
        'upsert address 10.6.0.1',
        'upsert route 10.6.0.0/24',
        'upsert neighbor 10.0.0.3 STALE',
        'upsert nexthop 5',
        'upsert route 10.7.0.0/16',
        'upsert rule 100',
        'delete rule 100',
        'delete route 10.7.0.0/16',
        'delete nexthop 5',
        'delete neighbor 10.0.0.3 FAILED',
        'delete address 10.6.0.1',
        'upsert link eth0 down',
      );
      expect(client.losses).toEqual([]);
    }));

  it('of a port that leaves its bridge do not say that the device is gone', () =>
    withClient(async (client, host) => {
      await host.ipBatch(['link add br0 type bridge', 'link set eth0 master br0']);
      await client.subscribe('links');
      await host.ipBatch(['link set eth0 nomaster', 'link del br0']);
      await heard(client, 'upsert link eth0 up', 'delete link br0 down');
      expect(client.notifications.map(line)).not.toContain('delete link eth0 up');
    }));

  it('of forwarding and proxy entries never arrive, and are no loss', () =>
    withClient(async (client, host) => {
      await host.ipBatch([
        'link add br0 type bridge',
        'link set eth0 master br0',
        'link set br0 up',
        'link add v0 type veth peer name v1',
        'link set v0 up',
      ]);
      await client.subscribe('neighbors');
      const fdb = Array.from(
        { length: 10_000 },
        (_, i) => `fdb add 02:00:00:00:${hex(i >> 8)}:${hex(i)} dev eth0 master`,
      );
      await host.exec(['bridge', '-batch', '-'], { input: fdb.join('\n') });
      await host.ipBatch([
        ...Array.from({ length: 100 }, (_, i) => `neigh add proxy 10.9.0.${i} dev v0`),
        'neigh add 10.9.1.1 dev v0 lladdr 02:00:00:00:00:03 nud stale',
      ]);
      await heard(client, 'upsert neighbor 10.9.1.1 STALE');
      const strangers = client.notifications.filter(
        ({ message }) =>
          message.kind !== 'neighbor' || /^10\.9\.0\./.test(message.neighbor.address),
      );
      expect(strangers).toEqual([]);
      expect(client.losses).toEqual([]);
    }));

  it('of what was written are handed over after the whole batch, however long it is', () =>
    withClient(async (client, host) => {
      const ifindex = ifIndex(await ifindexOf(host, 'eth0'));
      await client.subscribe('neighbors');
      const writes = Array.from({ length: 1000 }, (_, i) => ({
        type: 'set-neighbor' as const,
        ...{ ifindex, address: ipAddress(`10.1.${i >> 8}.${i & 255}`), state: 'STALE' as const },
        ...{ lladdr: macAddress('02:00:00:00:00:03'), isExtLearned: true, isManaged: false },
        ...{ isRouter: false, use: false, protocol: 75 },
      }));
      await client.request(writes);
      expect(client.notifications).toEqual([]);
      await eventually(() => expect(client.notifications).toHaveLength(writes.length));
    }));

  it('are drained some time after the last one', () =>
    withClient(async (client, host) => {
      await client.subscribe('neighbors');
      await host.ip('neigh add 10.0.0.3 dev eth0 lladdr 02:00:00:00:00:03 nud stale');
      await heard(client, 'upsert neighbor 10.0.0.3 STALE');
      await eventually(async () => expect(await client.isDrained()).toBe(true));
    }));

  it('keep the process alive until the client is closed, and no longer', () =>
    withClient(async (client, host) => {
      await client.subscribe('neighbors');
      await host.ip('neigh add 10.0.0.3 dev eth0 lladdr 02:00:00:00:00:03 nud stale');
      await heard(client, 'upsert neighbor 10.0.0.3 STALE');
      expect(await client.close()).toBe(0);
    }));
});

function hex(byte: number): string {
  return (byte & 255).toString(16).padStart(2, '0');
}

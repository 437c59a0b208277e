import { describe, expect, it } from '@jest/globals';
import { type IpAddress, ifIndex, ipAddress } from '@kith/net-types';
import type { RtRequest } from '@kith/rtnetlink';

import { ifindexOf, withClient } from './client-host.js';

const NOWHERE = 9999;

function write(ifindex: number, address: string): RtRequest {
  return {
    type: 'set-neighbor',
    ifindex: ifIndex(ifindex),
    address: ipAddress(address),
    state: 'NONE',
    isExtLearned: true,
    isManaged: true,
    isRouter: false,
    use: false,
    protocol: 75,
  };
}

/** 10.1.0.0, 10.1.0.1, ... */
function addresses(count: number): IpAddress[] {
  return Array.from({ length: count }, (_, i) => ipAddress(`10.1.${i >> 8}.${i & 255}`));
}

describe('requests', () => {
  it('are answered in order: refusals where they belong, everything else is written', () =>
    withClient(async (client, host) => {
      const eth0 = await ifindexOf(host, 'eth0');
      const all = addresses(1000);
      const results = await client.request(
        all.map((address, i) => write(i % 7 === 3 ? NOWHERE : eth0, address)),
      );
      expect(results.map(({ error }) => error?.details.code)).toEqual(
        all.map((_, i) => (i % 7 === 3 ? 'ENODEV' : undefined)),
      );
      const rows = await host.neighbors('eth0');
      const written = rows.map(({ address }) => address).filter((to) => to.startsWith('10.1.'));
      expect(new Set(written)).toEqual(new Set(all.filter((_, i) => i % 7 !== 3)));
    }));

  it('are refused 10,000 times in a row without harm', () =>
    withClient(async (client) => {
      const results = await client.request(addresses(10_000).map((to) => write(NOWHERE, to)));
      expect(results).toHaveLength(10_000);
      expect(results.filter(({ error }) => error?.details.code !== 'ENODEV')).toEqual([]);
      expect(await client.dump('links')).toHaveLength(2);
    }));

  it('get 5,000 answers, each its own', () =>
    withClient(async (client, host) => {
      const oif = ifIndex(await ifindexOf(host, 'eth0'));
      await host.ip('route add 10.1.0.0/16 via 10.0.0.2');
      const gets = addresses(5000).map((address, i): RtRequest => ({
        type: 'get-route',
        address: i % 2 === 0 ? address : ipAddress('10.9.0.1'),
        oif,
      }));
      const results = await client.request(gets);
      results.forEach((result, i) =>
        expect(result).toMatchObject(
          i % 2 === 0
            ? {
                ok: true,
                answer: {
                  kind: 'route',
                  prefix: { address: '10.1.0.0', length: 16 },
                  legs: [{ ifindex: oif, via: '10.0.0.2', isUsable: true }],
                },
              }
            : { ok: false, error: { details: { code: 'EHOSTUNREACH' } } },
        ),
      );
    }));

  it('name the table that a policy rule led to', () =>
    withClient(async (client, host) => {
      await host.ipBatch([
        'route add default via 10.0.0.2 table 1000',
        'rule add fwmark 7 table 1000',
        'route add fd09::/16 via fd00::2 table 1000',
      ]);
      await host.ip('-6 rule add from fd00::1 table 1000');
      const results = await client.request([
        { type: 'get-route', address: ipAddress('10.9.0.1') },
        { type: 'get-route', address: ipAddress('10.9.0.1'), mark: 7 },
        { type: 'get-route', address: ipAddress('fd09::1'), from: ipAddress('fd00::1') },
        { type: 'get-route', address: ipAddress('fd00::2') },
      ]);
      expect(results).toMatchObject([
        { ok: false, error: { details: { code: 'ENETUNREACH' } } },
        { ok: true, answer: { table: 1000, prefix: { length: 0 } } },
        { ok: true, answer: { table: 1000, prefix: { address: 'fd09::', length: 16 } } },
        { ok: true, answer: { table: 254, prefix: { address: 'fd00::', length: 64 } } },
      ]);
    }));

  it('create, replace, get and delete one neighbor', () =>
    withClient(async (client, host) => {
      const ifindex = ifIndex(await ifindexOf(host, 'eth0'));
      const key = { ifindex, address: ipAddress('fd00::77') };
      const set = { ...write(ifindex, 'fd00::77'), createOnly: true } as RtRequest;
      const results = await client.request([
        { type: 'get-neighbor', ...key },
        set,
        set,
        { type: 'get-neighbor', ...key },
        { type: 'delete-neighbor', ...key },
        { type: 'delete-neighbor', ...key },
      ]);
      expect(results.map(({ ok, error }) => error?.details.code ?? ok)).toEqual([
        'ENOENT',
        true,
        'EEXIST',
        true,
        true,
        'ENOENT',
      ]);
      expect(results[3]?.answer).toMatchObject({
        neighbor: {
          ...key,
          state: 'INCOMPLETE',
          isManaged: true,
          isExtLearned: true,
          protocol: 75,
        },
      });
    }));

  it('tell known from unknown bits of NDA_FLAGS_EXT, and change nothing', () =>
    withClient(async (client, host) => {
      const ifindex = ifIndex(await ifindexOf(host, 'eth0'));
      const before = await host.neighbors();
      const results = await client.request(
        [0, 31].map((bit) => ({ type: 'probe-neighbor-flag', family: 'ipv4', ifindex, bit })),
      );
      expect(results.map(({ error }) => error?.details)).toMatchObject([
        { code: 'EINVAL', extAck: 'Network address not specified' },
        { code: 'EINVAL', extAck: 'reserved bit set', offset: 28 },
      ]);
      expect(await host.neighbors()).toEqual(before);
    }));
});

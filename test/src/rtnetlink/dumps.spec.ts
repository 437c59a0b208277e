import { describe, expect, it } from '@jest/globals';
import type { Host } from '@kith/lab';
import type { RouteMessage } from '@kith/rtnetlink';

import { withClient } from './client-host.js';

/** What iproute2 prints for a table. */
async function shown<T>(host: Host, command: string): Promise<readonly T[]> {
  return JSON.parse((await host.ip(`-j ${command}`)) || '[]') as readonly T[];
}

/** The same rows, whatever their order. */
function expectSame(actual: readonly object[], expected: readonly object[]): void {
  const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();
  expect(expected.length).toBeGreaterThan(0);
  expect(sorted(actual)).toEqual(sorted(expected));
}

/** Routes of the main table, as short as `ip route` prints them. */
function summary({ prefix, legs, nexthopId, type, priority }: RouteMessage, isV6: boolean) {
  const isDefault = prefix.length === 0;
  const isHost = prefix.length === (isV6 ? 128 : 32);
  const dst = isDefault
    ? 'default'
    : isHost
      ? prefix.address
      : `${prefix.address}/${prefix.length}`;
  return {
    dst,
    type,
    metric: priority,
    nhid: nexthopId ?? null,
    // the kernel gives blackholes of IPv6 the device lo
    gateways: type === 'unicast' ? legs.map(({ via }) => via ?? null) : [],
  };
}

interface ShownLeg {
  readonly gateway?: string;
  readonly via?: { readonly host: string };
}

interface ShownRoute extends ShownLeg {
  readonly dst: string;
  readonly type?: string;
  readonly metric?: number;
  readonly nhid?: number;
  readonly nexthops?: readonly ShownLeg[];
}

function shownSummary({ dst, type = 'unicast', metric = 0, nhid, ...route }: ShownRoute) {
  const gateway = (leg: ShownLeg) => leg.gateway ?? leg.via?.host ?? null;
  const legs = route.nexthops ?? [route];
  return {
    dst,
    type,
    metric,
    nhid: nhid ?? null,
    gateways: type === 'unicast' ? legs.map(gateway) : [],
  };
}

describe('dumps are what iproute2 shows:', () => {
  it('links', () =>
    withClient(async (client, host) => {
      await host.ipBatch([
        'link add br0 type bridge',
        'link set eth0 master br0',
        'link set br0 up mtu 1400',
        'link add tun0 type veth peer name tun1',
      ]);
      interface Shown {
        readonly ifindex: number;
        readonly ifname: string;
        readonly flags: readonly string[];
        readonly mtu: number;
        readonly address: string;
        readonly master?: string;
        readonly linkinfo?: { readonly info_kind?: string; readonly info_slave_kind?: string };
      }
      const expected = await shown<Shown>(host, '-d link show');
      const indexes = new Map(expected.map(({ ifname, ifindex }) => [ifname, ifindex]));
      expectSame(
        (await client.dump('links')).map(({ link }) => ({
          ifindex: link.ifindex,
          name: link.name,
          mtu: link.mtu,
          lladdr: link.lladdr,
          isUp: link.isUp,
          hasCarrier: link.hasCarrier,
          isLoopback: link.isLoopback,
          master: link.master,
          kind: link.kind,
          masterKind: link.masterKind,
        })),
        expected.map(({ ifindex, ifname, flags, mtu, address, master, linkinfo }) => ({
          ifindex,
          name: ifname,
          mtu,
          lladdr: address,
          isUp: flags.includes('UP'),
          hasCarrier: flags.includes('LOWER_UP'),
          isLoopback: flags.includes('LOOPBACK'),
          master: master === undefined ? undefined : indexes.get(master),
          kind: linkinfo?.info_kind,
          masterKind: linkinfo?.info_slave_kind,
        })),
      );
    }));

  it('addresses', () =>
    withClient(async (client, host) => {
      await host.ip('addr add 10.5.0.1 peer 10.5.0.2/32 dev eth0');
      interface Shown {
        readonly ifindex: number;
        readonly addr_info: readonly {
          readonly local: string;
          readonly prefixlen: number;
          readonly scope: string;
          readonly tentative?: boolean;
        }[];
      }
      expectSame(
        (await client.dump('addresses')).map(({ address }) => ({
          ifindex: address.ifindex,
          address: address.address,
          length: address.prefixLength,
          scope: address.scope,
          isTentative: address.isTentative,
        })),
        (await shown<Shown>(host, 'addr show')).flatMap(({ ifindex, addr_info }) =>
          addr_info.map(({ local, prefixlen, scope, tentative = false }) => ({
            ifindex,
            address: local,
            length: prefixlen,
            scope,
            isTentative: tentative,
          })),
        ),
      );
    }));

  it('neighbors, without proxies and forwarding entries; thousands too', () =>
    withClient(async (client, host) => {
      await host.ipBatch([
        'link add br0 type bridge',
        'link set br0 up',
        // one that is asked for stays so
        'ntable change name arp_cache dev eth0 retrans 3600000',
        'neigh add 10.0.0.3 dev eth0 lladdr 02:00:00:00:00:03 nud permanent',
        'neigh add fd00::3 dev eth0 lladdr 02:00:00:00:00:03 nud stale router',
        'neigh add 10.0.0.4 dev eth0 managed extern_learn proto 75',
        'neigh add proxy 10.0.0.5 dev eth0',
        ...Array.from(
          { length: 3000 },
          (_, i) =>
            `neigh add 10.1.${i >> 8}.${i & 255} dev eth0 lladdr 02:00:00:00:00:01 extern_learn nud stale`,
        ),
      ]);
      const rows = (await client.dump('neighbors')).map(({ neighbor }) => ({
        address: neighbor.address,
        lladdr: neighbor.lladdr ?? null,
        state: neighbor.state,
        flags: [
          ...(neighbor.isManaged ? ['managed'] : []),
          ...(neighbor.isExtLearned ? ['extern_learn'] : []),
          ...(neighbor.isRouter ? ['router'] : []),
        ].sort(),
      }));
      expectSame(
        rows,
        (await host.neighbors()).map(({ address, lladdr, state, flags }) => ({
          address,
          lladdr: lladdr ?? null,
          state,
          flags: [...flags].sort(),
        })),
      );
    }));

  it('routes: several legs, IPv6 gateways of IPv4 routes, nexthop objects, blackholes', () =>
    withClient(async (client, host) => {
      await host.ipBatch([
        'nexthop add id 5 via 10.0.0.9 dev eth0',
        'nexthop add id 6 via 10.0.0.8 dev eth0',
        'nexthop add id 7 group 5/6',
        'route add 10.2.0.0/16 metric 20 nexthop via 10.0.0.2 dev eth0 nexthop via inet6 fd00::2 dev eth0',
        'route add 10.3.0.0/16 via inet6 fd00::2 dev eth0',
        'route add 10.4.0.0/16 nhid 7',
        'route add blackhole 10.5.0.0/16',
        'route add default via 10.0.0.2',
        'route add fd01::/48 nexthop via fd00::2 dev eth0 nexthop via fd00::3 dev eth0',
        'route add unreachable fd02::/48',
      ]);
      const rows = (await client.dump('routes')).filter(({ table }) => table === 254);
      const isV6 = ({ family }: RouteMessage) => family === 'ipv6';
      expectSame(
        rows.filter((row) => !isV6(row)).map((row) => summary(row, false)),
        (await shown<ShownRoute>(host, '-4 -d route show')).map(shownSummary),
      );
      expectSame(
        rows.filter(isV6).map((row) => summary(row, true)),
        (await shown<ShownRoute>(host, '-6 -d route show')).map(shownSummary),
      );
    }));

  it('nexthops and rules', () =>
    withClient(async (client, host) => {
      await host.ipBatch([
        'nexthop add id 5 via fd00::9 dev eth0',
        'nexthop add id 6 blackhole',
        'nexthop add id 8 via fd00::8 dev eth0',
        'nexthop add id 7 group 5/8',
        'rule add pref 100 from 10.2.0.0/16 lookup 1000',
      ]);
      interface ShownNexthop {
        readonly id: number;
        readonly gateway?: string;
        readonly group?: readonly { readonly id: number }[];
      }
      expectSame(
        (await client.dump('nexthops')).map(({ id, leg, members }) => ({
          id,
          via: leg?.via,
          members,
        })),
        (await shown<ShownNexthop>(host, 'nexthop show')).map(({ id, gateway, group = [] }) => ({
          id,
          via: gateway,
          members: group.map((member) => member.id),
        })),
      );
      const rules = (await client.dump('rules')).filter(({ family }) => family === 'ipv4');
      expectSame(
        rules.map(({ priority }) => ({ priority })),
        (await shown<{ priority: number }>(host, '-4 rule show')).map(({ priority }) => ({
          priority,
        })),
      );
    }));
});

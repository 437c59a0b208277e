import type { StatusDocument } from '@kith/introspection';
import {
  type DeviceReport,
  type NeighborReport,
  sysctlName,
  type TargetReport,
} from '@kith/neighbor-api';
import { FakeSysctls, interfaceAddress } from '@kith/neighbor-testing';
import { ifIndex, ipAddress } from '@kith/net-types';

import type { Facts } from './facts.js';
import type { Check, Read } from './finding.js';

/** Settings as they should be, of the devices of `facts()`, and of eth1.7. */
export function goodSettings(over: Readonly<Record<string, number>> = {}): FakeSysctls {
  const sysctls = new FakeSysctls({
    'net.core.rmem_max': 1 << 24,
    'net.core.netdev_max_backlog': 1000,
  });
  for (const family of ['ipv4', 'ipv6']) {
    sysctls.values.set(`net.${family}.neigh.default.gc_thresh3`, 1024);
    for (const device of ['eth1', 'eth2', 'eth1/7']) {
      const neigh = (leaf: string): string => `net.${family}.neigh.${device}.${leaf}`;
      sysctls.values
        .set(neigh('mcast_resolicit'), 3)
        .set(neigh('delay_first_probe_time'), 5)
        .set(neigh('base_reachable_time_ms'), 30_000)
        .set(neigh('ucast_solicit'), 3)
        .set(neigh('retrans_time_ms'), 1000)
        .set(`net.${family}.conf.${device}.forwarding`, 1)
        .set(`net.${family}.conf.${device}.ignore_routes_with_linkdown`, 1);
      for (const leaf of ['arp_ignore', 'arp_filter', 'arp_announce']) {
        sysctls.values
          .set(`net.ipv4.conf.${device}.${leaf}`, 0)
          .set(`net.ipv4.conf.all.${leaf}`, 0);
      }
      sysctls.values
        .set(`net.ipv4.conf.${device}.arp_evict_nocarrier`, 0)
        .set(`net.ipv6.conf.${device}.ndisc_evict_nocarrier`, 0)
        .set(`net.ipv6.conf.${device}.disable_ipv6`, 0);
    }
    sysctls.values.set('net.ipv4.conf.all.arp_evict_nocarrier', 1);
    sysctls.values.set('net.ipv6.conf.all.ndisc_evict_nocarrier', 1);
  }
  for (const [name, value] of Object.entries(over)) sysctls.values.set(name, value);
  return sysctls;
}

export function device(over: Partial<DeviceReport> = {}): DeviceReport {
  const { ifindex = ifIndex(1) } = over;
  const name = `eth${ifindex}`;
  return {
    device: name,
    ifindex,
    isSelected: true,
    reason: 'carries 10.0.0.1',
    neighbors: 1,
    ...over,
  };
}

export function wanted(address = '10.0.0.2', over: Partial<NeighborReport> = {}): NeighborReport {
  return {
    device: 'eth1',
    ifindex: ifIndex(1),
    address: ipAddress(address),
    state: 'REACHABLE',
    flags: ['managed', 'extern_learn'],
    protocol: 75,
    strategy: 'managed',
    status: 'resolved',
    class: 'node',
    targets: [],
    since: '2026-11-22T22:00:00.000Z',
    repairs: 0,
    ...over,
  };
}

export function target(address = '10.0.0.2', over: Partial<TargetReport> = {}): TargetReport {
  return {
    address,
    owners: ['static/node2'],
    class: 'node',
    nextHops: [{ device: 'eth1', address: ipAddress(address), status: 'resolved' }],
    ...over,
  };
}

export const address = (
  text: string,
  over: Partial<ReturnType<typeof interfaceAddress>> = {},
): ReturnType<typeof interfaceAddress> => interfaceAddress({ address: ipAddress(text), ...over });

/** A host on which nothing is wrong: eth1 with both families, and a neighbor of each. */
export function facts(over: Partial<Facts> = {}): Facts {
  return {
    kernel: '6.18.0',
    capabilities: [{ name: 'managed', status: 'supported', evidence: 'a test says so' }],
    strategies: [
      { id: 'managed', requires: ['managed'], needsRefresh: false },
      { id: 'agent-refresh', requires: [], needsRefresh: true },
      { id: 'permanent', requires: [], needsRefresh: true },
    ],
    settings: {
      strategy: 'auto',
      keepOnCarrierLoss: false,
      profile: 'default',
      periods: { gateway: 30_000, node: 30_000, other: 30_000 },
    },
    summary: summary(),
    devices: [device()],
    targets: [target(), target('fd00::2')],
    neighbors: [wanted(), wanted('fd00::2')],
    missing: [],
    complaints: [],
    addresses: [address('10.0.0.1'), address('fd00::1'), address('fe80::1', { scope: 'link' })],
    table: [],
    sysctls: goodSettings(),
    processes: ['systemd', 'sshd'],
    isFirstUserNamespace: true,
    markHolder: undefined,
    agent: { kind: 'none' },
    ...over,
  };
}

export function summary(over: Partial<Facts['summary']> = {}): Facts['summary'] {
  return {
    isDiscoveryOn: true,
    strategy: 'managed',
    strategyReason: 'a test says so',
    mark: 75,
    families: ['ipv4', 'ipv6'],
    sources: [{ id: 'static', isSynced: true, owners: 1 }],
    targets: 2,
    refusedTargets: 0,
    neighbors: {
      ...{ pending: 0, resolving: 0, resolved: 2, unresolved: 0, parked: 0, foreign: 0, error: 0 },
    },
    heldBack: 0,
    ...over,
  };
}

export function answering(mark: number, ...health: StatusDocument['health']): Facts['agent'] {
  return { kind: 'answers', status: { discovery: { mark }, health } as unknown as StatusDocument };
}

/** What a check finds: `problem at eth1: forwarding of ipv4 is off`, and its cures. */
export function look(check: Check, given: Facts): readonly string[] {
  return check
    .look(given, reader(given))
    .flatMap(({ severity, where, what, cure }) => [`${severity} at ${where}: ${what}`, cure]);
}

export function fine(check: Check, given: Facts): string | undefined {
  return check.fine(given, reader(given));
}

function reader({ sysctls }: Facts): Read {
  return (...path) => {
    const reading = sysctls.read(sysctlName(...path));
    return reading.kind === 'value' ? reading.value : undefined;
  };
}

import { ifIndex } from '@kith/net-types';
import { describe, expect, it } from '@jest/globals';

import type { Facts, Settings } from './facts.js';
import { device, facts, fine, goodSettings, look, summary, wanted } from './facts.fake.js';
import { freshness } from './freshness.js';

const settings = (over: Partial<Settings>): Settings => ({ ...facts().settings, ...over });
const periods = (node: number): Partial<Facts> => ({
  summary: summary({ strategy: 'agent-refresh' }),
  settings: settings({ periods: { gateway: 0, node, other: 0 } }),
});
const REACHABLE = 'net.ipv4.neigh.eth1.base_reachable_time_ms';

describe('freshness', () => {
  it('is bounded: trust, the kernel’s round, doubt, probes', () => {
    expect(look(freshness, facts())).toEqual([]);
    expect(fine(freshness, facts())).toBe('a MAC that changed in silence is found within 58 s');
    const fast = facts({ settings: settings({ profile: 'fast' }) });
    expect(fine(freshness, fast)).toBe('a MAC that changed in silence is found within 5 s');
    expect(fine(freshness, facts(periods(20_000)))).toBe(
      'a MAC that changed in silence is found within 28 s',
    );
    expect(fine(freshness, facts({ devices: [] }))).toBeUndefined();
  });

  it('suffers where the kernel never asks by multicast again, on any device and family', () => {
    const sysctls = goodSettings({
      'net.ipv4.neigh.eth1.mcast_resolicit': 0,
      'net.ipv6.neigh.eth1/7.mcast_resolicit': 0,
    });
    const vlan = device({ ifindex: ifIndex(2), device: 'eth1.7' });
    const neighbors = [wanted(), wanted('fd00:7::2', { ifindex: ifIndex(2) })];
    expect(look(freshness, facts({ sysctls, devices: [device(), vlan], neighbors }))).toEqual([
      'advice at eth1, eth1.7: the kernel asks a neighbor that stopped answering by unicast only (mcast_resolicit)',
      'sysctl -w net.ipv4.neigh.eth1.mcast_resolicit=3 net.ipv6.neigh.eth1/7.mcast_resolicit=3',
    ]);
  });

  it('suffers from a late first probe', () => {
    const sysctls = goodSettings({ 'net.ipv6.neigh.eth1.delay_first_probe_time': 60 });
    expect(look(freshness, facts({ sysctls }))).toEqual([
      'advice at eth1: a neighbor in doubt is not asked for 60 s (delay_first_probe_time)',
      'sysctl -w net.ipv6.neigh.eth1.delay_first_probe_time=5',
    ]);
  });

  it('suffers from long trust under managed, not with profile fast', () => {
    const sysctls = goodSettings({ [REACHABLE]: 300_000 });
    expect(look(freshness, facts({ sysctls }))).toEqual([
      'advice at eth1: a neighbor is trusted for long once it answered (base_reachable_time_ms)',
      `sysctl -w ${REACHABLE}=30000`,
    ]);
    expect(look(freshness, facts({ sysctls, settings: settings({ profile: 'fast' }) }))).toEqual(
      [],
    );
  });

  it('suffers from a period that is longer than the trust, under agent-refresh', () => {
    expect(look(freshness, facts(periods(30_000)))).toEqual([]);
    const sysctls = goodSettings({ [REACHABLE]: 15_000 });
    expect(look(freshness, facts({ ...periods(30_000), sysctls }))).toEqual([
      'advice at eth1: neighbors are resolved anew each 30 s, but the kernel trusts them for less (base_reachable_time_ms)',
      `set refresh-controller.period to 15s, or: sysctl -w ${REACHABLE}=30000`,
    ]);
    const pinned = { ...periods(30_000), summary: summary({ strategy: 'permanent' }) };
    expect(look(freshness, facts({ ...pinned, sysctls }))).toEqual([]);
  });

  it('suffers where the neighbors that there are have no turns', () => {
    expect(look(freshness, facts(periods(0)))).toEqual([
      'advice at refresh-controller.period: neighbors are never resolved anew (period 0)',
      'set refresh-controller.period (or the interval of the class) to 30s',
    ]);
  });
});

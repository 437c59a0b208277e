import { ifIndex } from '@kith/net-types';
import { describe, expect, it } from '@jest/globals';

import { carrier } from './carrier.js';
import { device, facts, fine, goodSettings, look, summary, wanted } from './facts.fake.js';

const ARP = 'net.ipv4.conf.eth1.arp_evict_nocarrier';
const ND = 'net.ipv6.conf.eth1.ndisc_evict_nocarrier';
const evicting = goodSettings({ [ARP]: 1, [ND]: 1 });

describe('carrier loss', () => {
  it('is fine where the kernel keeps the entries', () => {
    expect(look(carrier, facts())).toEqual([]);
    expect(fine(carrier, facts())).toMatch(/^entries outlive/);
    expect(fine(carrier, facts({ devices: [] }))).toBeUndefined();
  });

  it('takes the entries of either family along', () => {
    const found = [
      'advice at eth1: the kernel drops all entries of a device that loses its carrier',
      'set kernel-state.keepOnCarrierLoss to true',
    ];
    expect(look(carrier, facts({ sysctls: evicting }))).toEqual(found);
    expect(look(carrier, facts({ sysctls: goodSettings({ [ND]: 1 }) }))).toEqual(found);
  });

  it('does not where the setting for all devices forbids it, where kith sees to it, or where they are pinned', () => {
    const all = { 'net.ipv4.conf.all.arp_evict_nocarrier': 0 };
    expect(look(carrier, facts({ sysctls: goodSettings({ [ARP]: 1, ...all }) }))).toEqual([]);
    const settings = { ...facts().settings, keepOnCarrierLoss: true };
    expect(look(carrier, facts({ sysctls: evicting, settings }))).toEqual([]);
    const pinned = summary({ strategy: 'permanent' });
    expect(look(carrier, facts({ sysctls: evicting, summary: pinned }))).toEqual([]);
  });

  it('always does on a kernel without the setting', () => {
    const sysctls = goodSettings();
    sysctls.values.delete(ARP);
    sysctls.values.delete(ND);
    expect(look(carrier, facts({ sysctls }))).toEqual([
      'advice at the kernel: this kernel always drops the entries of a device that loses its carrier',
      'Linux 5.16 or newer with kernel-state.keepOnCarrierLoss, or the strategy permanent',
    ]);
  });

  it('leaves dead routes in use, which matters where there is another way', () => {
    const sysctls = goodSettings({ 'net.ipv4.conf.eth1.ignore_routes_with_linkdown': 0 });
    expect(look(carrier, facts({ sysctls }))).toEqual([]);
    const devices = [device(), device({ ifindex: ifIndex(2) })];
    const neighbors = [wanted(), wanted('10.0.1.2', { ifindex: ifIndex(2), device: 'eth2' })];
    expect(look(carrier, facts({ sysctls, devices, neighbors }))).toEqual([
      'advice at eth1: routes over a device without carrier are taken all the same (ignore_routes_with_linkdown)',
      'sysctl -w net.ipv4.conf.eth1.ignore_routes_with_linkdown=1',
    ]);
  });
});

import { ifIndex } from '@kith/net-types';
import { describe, expect, it } from '@jest/globals';

import type { Facts } from './facts.js';
import { address, facts, fine, goodSettings, look } from './facts.fake.js';
import { unnumbered } from './unnumbered.js';

const LO = ifIndex(9);
const ETH1 = 'net.ipv4.conf.eth1';
const ALL = 'net.ipv4.conf.all';

/** eth1 has IPv4 neighbors and no address; the address of the host is on lo. */
function bare(settings: Readonly<Record<string, number>>, ...more: readonly string[]): Facts {
  const addresses = ['10.9.0.1', ...more].map((text) => address(text, { ifindex: LO }));
  return facts({ addresses, sysctls: goodSettings(settings) });
}

describe('an unnumbered device', () => {
  it('is fine by default, and none is fine in any case', () => {
    expect(look(unnumbered, bare({}))).toEqual([]);
    expect(fine(unnumbered, bare({}))).toMatch(/^eth1 ask and answer/);
    const numbered = facts({
      sysctls: goodSettings({ [`${ETH1}.arp_ignore`]: 1, [`${ETH1}.arp_filter`]: 1 }),
    });
    expect(look(unnumbered, numbered)).toEqual([]);
    expect(fine(unnumbered, numbered)).toMatch(/^no device/);
  });

  it.each([1, 2, 8])('answers nobody with arp_ignore %i', (value) => {
    expect(look(unnumbered, bare({ [`${ETH1}.arp_ignore`]: value }))).toEqual([
      'problem at eth1: the kernel answers no ARP there: the device has no address of its own (arp_ignore)',
      `sysctl -w ${ETH1}.arp_ignore=0`,
    ]);
  });

  it('may answer over some devices only with arp_filter, also with that for all', () => {
    const [found, cure] = look(unnumbered, bare({ [`${ALL}.arp_filter`]: 1 }));
    expect(found).toMatch(/^advice at eth1: .*arp_filter/);
    expect(cure).toBe(`sysctl -w ${ALL}.arp_filter=0 ${ETH1}.arp_filter=0`);
  });

  it('asks with any of several addresses, unless told which', () => {
    expect(look(unnumbered, bare({}, '10.9.0.2'))).toEqual([
      'advice at eth1: the kernel asks with whatever local address a packet has (arp_announce), and the device has none',
      `sysctl -w ${ETH1}.arp_announce=2`,
    ]);
    expect(look(unnumbered, bare({ [`${ALL}.arp_announce`]: 2 }, '10.9.0.2'))).toEqual([]);
  });
});

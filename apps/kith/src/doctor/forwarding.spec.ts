import { describe, expect, it } from '@jest/globals';

import { address, facts, fine, goodSettings, look } from './facts.fake.js';
import { forwarding } from './forwarding.js';

const V4 = 'net.ipv4.conf.eth1.forwarding';
const V6 = 'net.ipv6.conf.eth1.forwarding';
const ACCEPT_RA = 'net.ipv6.conf.eth1.accept_ra';

describe('forwarding', () => {
  it('is fine where it is on', () => {
    expect(look(forwarding, facts())).toEqual([]);
    expect(fine(forwarding, facts())).toBe('eth1 forward');
    expect(fine(forwarding, facts({ devices: [] }))).toBeUndefined();
  });

  it('that is off drops what the fast path looks up', () => {
    const off = facts({ sysctls: goodSettings({ [V4]: 0, [V6]: 0 }) });
    expect(look(forwarding, off)).toEqual([
      'problem at eth1: forwarding of ipv4 and ipv6 is off',
      `sysctl -w ${V4}=1 ${V6}=1`,
    ]);
  });

  it('does not end the listening to routers', () => {
    const off = facts({ sysctls: goodSettings({ [V6]: 0, [ACCEPT_RA]: 1 }) });
    expect(look(forwarding, off)[1]).toBe(`sysctl -w ${ACCEPT_RA}=2 ${V6}=1`);
  });

  it('is no matter in a family that the device is not used for', () => {
    const sysctls = goodSettings({ [V6]: 0 });
    const addresses = [address('10.0.0.1'), address('fe80::1', { scope: 'link' })];
    const neighbors = facts().neighbors.slice(0, 1);
    expect(look(forwarding, facts({ sysctls, addresses, neighbors }))).toEqual([]);
  });
});

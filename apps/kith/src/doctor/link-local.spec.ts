import { describe, expect, it } from '@jest/globals';

import type { Facts } from './facts.js';
import { address, facts, fine, goodSettings, look, target, wanted } from './facts.fake.js';
import { linkLocal } from './link-local.js';

const MODE = 'net.ipv6.conf.eth1.addr_gen_mode';
const OFF = 'net.ipv6.conf.eth1.disable_ipv6';

/** eth1 has fd00::1 and this. */
function having(over?: Partial<ReturnType<typeof address>>): Facts {
  const own = over ? [address('fe80::1', { scope: 'link', ...over })] : [];
  return facts({ addresses: [address('fd00::1'), ...own] });
}

describe('a link-local address', () => {
  it('that can be used is fine', () => {
    expect(look(linkLocal, having({}))).toEqual([]);
    expect(fine(linkLocal, having({}))).toMatch(/^every device/);
  });

  it('is missed where there is none', () => {
    expect(look(linkLocal, having())).toEqual([
      'problem at eth1: it has no link-local address',
      `sysctl -w ${MODE}=1 ${MODE}=0`,
    ]);
  });

  it('that somebody else has is none', () => {
    expect(look(linkLocal, having({ isTentative: true, isDadFailed: true }))).toEqual([
      'problem at eth1: somebody else has its link-local address fe80::1 (dadfailed)',
      `find the other host with that address or MAC, or take a random one: sysctl -w ${MODE}=3`,
    ]);
  });

  it('that is not ready yet is worth a second look', () => {
    expect(look(linkLocal, having({ isTentative: true }))).toEqual([
      'advice at eth1: its link-local address fe80::1 is not ready yet (tentative)',
      'look again; if it stays so the device has no carrier: ip link show eth1',
    ]);
  });

  it('is no matter on a device without IPv6', () => {
    const ipv4 = facts({ addresses: [address('10.0.0.1')], neighbors: [wanted()] });
    expect(look(linkLocal, ipv4)).toEqual([]);
    expect(fine(linkLocal, ipv4)).toBeUndefined();
  });
});

describe('IPv6 that is off', () => {
  const off = { addresses: [address('10.0.0.1')], sysctls: goodSettings({ [OFF]: 1 }) };
  const cure = `sysctl -w ${OFF}=0`;

  it('is a problem where IPv6 neighbors are wanted there', () => {
    expect(look(linkLocal, facts({ ...off, neighbors: [wanted('fe80::9')] }))).toEqual([
      'problem at eth1: IPv6 is off (disable_ipv6)',
      cure,
    ]);
  });

  it('may be why IPv6 targets have no way', () => {
    const targets = [target('fd00::2', { nextHops: [], skipped: 'unroutable' })];
    expect(look(linkLocal, facts({ ...off, neighbors: [], targets }))).toEqual([
      'advice at eth1: IPv6 is off (disable_ipv6)',
      cure,
    ]);
  });

  it('is fine where nothing of IPv6 is wanted', () => {
    expect(look(linkLocal, facts({ ...off, neighbors: [wanted()], targets: [target()] }))).toEqual(
      [],
    );
  });
});

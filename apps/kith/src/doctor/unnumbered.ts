import { sysctlName } from '@kith/neighbor-api';

import { type Facts, familyOf, servedDevices } from './facts.js';
import { type Check, type Finding, type Read, sysctlCommand } from './finding.js';

/** How the kernel does ARP on devices that have neighbors and no address of their own. */
export const unnumbered: Check = {
  id: 'unnumbered',
  look: (facts, read) => [
    ...mute(facts, read),
    ...filtered(facts, read),
    ...anySource(facts, read),
  ],
  fine: (facts) =>
    devices(facts).length === 0
      ? 'no device with IPv4 neighbors lacks an address'
      : `${devices(facts).join(', ')} ask and answer for the addresses of other devices`,
};

function devices(facts: Facts): readonly string[] {
  return servedDevices(facts)
    .filter(
      ({ addresses, neighbors }) =>
        neighbors.some((neighbor) => familyOf(neighbor) === 'ipv4') &&
        !addresses.some((address) => familyOf(address) === 'ipv4'),
    )
    .map(({ name }) => name);
}

/** The larger of the device's value and that for all devices counts. */
function effective(read: Read, device: string, leaf: string): number {
  return Math.max(read('ipv4', 'conf', device, leaf) ?? 0, read('ipv4', 'conf', 'all', leaf) ?? 0);
}

/** 1 and 2 ask for an address of the device itself, 8 answers nothing. */
function mute(facts: Facts, read: Read): readonly Finding[] {
  const wrong = devices(facts).filter((device) =>
    [1, 2, 8].includes(effective(read, device, 'arp_ignore')),
  );
  return finding(read, wrong, 'arp_ignore', 0, {
    severity: 'problem',
    what: 'the kernel answers no ARP there: the device has no address of its own (arp_ignore)',
    why: 'the neighbors cannot resolve this host, so nothing comes back',
  });
}

function filtered(facts: Facts, read: Read): readonly Finding[] {
  const wrong = devices(facts).filter((device) => effective(read, device, 'arp_filter') !== 0);
  return finding(read, wrong, 'arp_filter', 0, {
    severity: 'advice',
    what: 'the kernel answers ARP only where it would route the answer (arp_filter), and the device has no address',
    why: 'a neighbor that is reached over several devices cannot resolve this host over all of them',
  });
}

function anySource(facts: Facts, read: Read): readonly Finding[] {
  const own = facts.addresses.filter(
    (entry) => familyOf(entry) === 'ipv4' && entry.scope === 'global',
  );
  if (own.length < 2) return [];
  const wrong = devices(facts).filter((device) => effective(read, device, 'arp_announce') !== 2);
  return finding(read, wrong, 'arp_announce', 2, {
    severity: 'advice',
    what: 'the kernel asks with whatever local address a packet has (arp_announce), and the device has none',
    why: 'a neighbor may not answer, or learn the MAC of this host for an address of another network',
  });
}

function finding(
  read: Read,
  wrong: readonly string[],
  leaf: string,
  to: number,
  words: Pick<Finding, 'severity' | 'what' | 'why'>,
): readonly Finding[] {
  if (wrong.length === 0) return [];
  // a lower value of the device does not count against that for all
  const isForAll = (read('ipv4', 'conf', 'all', leaf) ?? 0) > to;
  const names = isForAll ? ['all', ...wrong] : wrong;
  const cure = sysctlCommand(
    names.map((device) => ({ name: sysctlName('ipv4', 'conf', device, leaf), to })),
  );
  return [{ ...words, where: wrong.join(', '), cure }];
}

import { sysctlName } from '@kith/neighbor-api';
import { isLinkLocal } from '@kith/net-types';

import { type Facts, familyOf, type ServedDevice, servedDevices } from './facts.js';
import { type Check, type Finding, type Read, sysctlCommand } from './finding.js';

/** The kernel solicits IPv6 neighbors from a link-local address that is ready, or not at all. */
export const linkLocal: Check = {
  id: 'link-local',
  look: (facts, read) =>
    servedDevices(facts).flatMap((device) =>
      isOff(device, read) ? switchedOff(facts, device) : unusable(device),
    ),
  fine: (facts) =>
    servedDevices(facts).some(({ families }) => families.includes('ipv6'))
      ? 'every device with IPv6 has a link-local address that can be used'
      : undefined,
};

const WHY = 'no IPv6 neighbor is solicited from there';

function isOff({ name }: ServedDevice, read: Read): boolean {
  return read('ipv6', 'conf', name, 'disable_ipv6') === 1;
}

/** It matters where IPv6 neighbors are wanted there, or IPv6 targets have no way. */
function switchedOff(
  { targets, summary }: Facts,
  { name, neighbors }: ServedDevice,
): readonly Finding[] {
  const isWanted = neighbors.some((neighbor) => familyOf(neighbor) === 'ipv6');
  const isMissed = targets.some(
    ({ address, nextHops, skipped }) =>
      address.includes(':') && nextHops.length === 0 && skipped === 'unroutable',
  );
  if (!summary.families.includes('ipv6') || (!isWanted && !isMissed)) return [];
  return [
    {
      severity: isWanted ? 'problem' : 'advice',
      what: 'IPv6 is off (disable_ipv6)',
      where: name,
      why: isWanted
        ? 'the kernel refuses its IPv6 neighbors'
        : 'IPv6 targets have no route; this may be the way',
      cure: sysctlCommand([{ name: sysctlName('ipv6', 'conf', name, 'disable_ipv6'), to: 0 }]),
    },
  ];
}

function unusable({ name, families, addresses }: ServedDevice): readonly Finding[] {
  if (!families.includes('ipv6')) return [];
  const own = addresses.filter(({ address }) => isLinkLocal(address) && address.includes(':'));
  if (own.some(({ isTentative, isDadFailed }) => !isTentative && !isDadFailed)) return [];
  const mode = sysctlName('ipv6', 'conf', name, 'addr_gen_mode');
  const duplicate = own.find(({ isDadFailed }) => isDadFailed);
  if (duplicate) {
    return [
      {
        severity: 'problem',
        what: `somebody else has its link-local address ${duplicate.address} (dadfailed)`,
        where: name,
        why: WHY,
        cure: `find the other host with that address or MAC, or take a random one: ${sysctlCommand([{ name: mode, to: 3 }])}`,
      },
    ];
  }
  const [tentative] = own;
  if (tentative) {
    return [
      {
        severity: 'advice',
        what: `its link-local address ${tentative.address} is not ready yet (tentative)`,
        where: name,
        why: `${WHY} until duplicate address detection ends, about 2 s after the device came up`,
        cure: `look again; if it stays so the device has no carrier: ip link show ${name}`,
      },
    ];
  }
  return [
    {
      severity: 'problem',
      what: 'it has no link-local address',
      where: name,
      why: WHY,
      // the kernel makes one when the mode changes
      cure: `${sysctlCommand([
        { name: mode, to: 1 },
        { name: mode, to: 0 },
      ])}`,
    },
  ];
}

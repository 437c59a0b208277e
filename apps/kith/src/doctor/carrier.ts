import { deviceSettings, devicesOf, settingsFinding } from './device-settings.js';
import { type Facts, servedDevices } from './facts.js';
import type { Check, Finding, Read } from './finding.js';

const EVICTION = { ipv4: 'arp_evict_nocarrier', ipv6: 'ndisc_evict_nocarrier' } as const;

/** What happens when a cable is pulled. */
export const carrier: Check = {
  id: 'carrier-loss',
  look: (facts, read) => [...evicted(facts, read), ...deadRoutes(facts, read)],
  fine: (facts) =>
    servedDevices(facts).length === 0
      ? undefined
      : 'entries outlive a loss of carrier, and no way is lost for a dead link',
};

function evicted(facts: Facts, read: Read): readonly Finding[] {
  // the kernel leaves PERMANENT entries alone
  const isAffected = !facts.settings.keepOnCarrierLoss && facts.summary.strategy !== 'permanent';
  if (!isAffected) return [];
  const wrong = deviceSettings(facts, read, 'conf', EVICTION).filter(
    ({ family, value }) => value !== 0 && read(family, 'conf', 'all', EVICTION[family]) !== 0,
  );
  if (wrong.length > 0) {
    return [
      {
        severity: 'advice',
        what: 'the kernel drops all entries of a device that loses its carrier',
        where: devicesOf(wrong),
        why: 'after a flap each neighbor has no MAC until it answered anew',
        cure: 'set kernel-state.keepOnCarrierLoss to true',
      },
    ];
  }
  const isOld = servedDevices(facts).some(
    ({ name }) =>
      read('ipv4', 'conf', name, 'forwarding') !== undefined &&
      read('ipv4', 'conf', name, EVICTION.ipv4) === undefined,
  );
  if (!isOld) return [];
  return [
    {
      severity: 'advice',
      what: 'this kernel always drops the entries of a device that loses its carrier',
      where: 'the kernel',
      why: 'after a flap each neighbor has no MAC until it answered anew',
      cure: 'Linux 5.16 or newer with kernel-state.keepOnCarrierLoss, or the strategy permanent',
    },
  ];
}

function deadRoutes(facts: Facts, read: Read): readonly Finding[] {
  // with one device there is no other way
  if (servedDevices(facts).length < 2) return [];
  const wrong = deviceSettings(facts, read, 'conf', 'ignore_routes_with_linkdown');
  return settingsFinding(
    wrong.filter(({ value }) => value === 0),
    1,
    {
      severity: 'advice',
      what: 'routes over a device without carrier are taken all the same (ignore_routes_with_linkdown)',
      why: 'of several ways the dead one keeps its share of the packets, which are lost',
    },
  );
}

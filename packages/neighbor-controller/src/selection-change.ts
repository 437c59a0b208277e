import type { IpAddress } from '@kith/net-types';

import type { DeviceDecision } from './device-selection.js';
import type { Selection } from './selection.js';

/** What a selection allows that the one before did not, and the other way round. */
export interface SelectionChange {
  /** Devices that are served from now on, or no more. */
  readonly devices: readonly DeviceDecision[];
  /** Addresses that became our own, or ceased to be. */
  readonly own: ReadonlySet<IpAddress>;
}

export function selectionChange(before: Selection, after: Selection): SelectionChange {
  return {
    devices: [...after.devices.values()].filter(
      ({ link, isSelected }) => isSelected !== before.isSelected(link.ifindex),
    ),
    own: new Set([
      ...[...after.own].filter((address) => !before.own.has(address)),
      ...[...before.own].filter((address) => !after.own.has(address)),
    ]),
  };
}

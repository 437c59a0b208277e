import { type SysctlName, sysctlName } from '@kith/neighbor-api';
import type { AddressFamily } from '@kith/net-types';

import { type Facts, servedDevices } from './facts.js';
import { type Finding, type Read, sysctlCommand } from './finding.js';

/** A setting of one served device in one family. */
export interface DeviceSetting {
  readonly device: string;
  readonly family: AddressFamily;
  readonly name: SysctlName;
  readonly value: number;
}

/** The setting of every served device, in the families that it is used for; without those that cannot be read. */
export function deviceSettings(
  facts: Facts,
  read: Read,
  group: 'conf' | 'neigh',
  leaf: string | Readonly<Record<AddressFamily, string>>,
): readonly DeviceSetting[] {
  return servedDevices(facts).flatMap(({ name: device, families }) =>
    families.flatMap((family) => {
      const path = [family, group, device, typeof leaf === 'string' ? leaf : leaf[family]];
      const value = read(...path);
      return value === undefined ? [] : [{ device, family, name: sysctlName(...path), value }];
    }),
  );
}

/** One finding about these settings, if there are any: each is to be set to a number. */
export function settingsFinding(
  wrong: readonly DeviceSetting[],
  to: number,
  finding: Omit<Finding, 'where' | 'cure'>,
): readonly Finding[] {
  if (wrong.length === 0) return [];
  const cure = sysctlCommand(wrong.map(({ name }) => ({ name, to })));
  return [{ ...finding, where: devicesOf(wrong), cure }];
}

/** `eth0, eth1` */
export function devicesOf(settings: readonly { readonly device: string }[]): string {
  return [...new Set(settings.map(({ device }) => device))].join(', ');
}

import type { KernelState, Lookup } from '@kith/neighbor-api';
import {
  addressFamily,
  type IfIndex,
  type IpAddress,
  type NextHop,
  parseIpAddress,
  parsePrefix,
  PrefixSet,
} from '@kith/net-types';

import { matchesDevice } from './device-pattern.js';
import { type DeviceDecision, directRoutingDevice, selectDevices } from './device-selection.js';
import type { NeighborControllerConfig } from './neighbor-controller.config.js';

/** What config and kernel together allow: which devices, which addresses. Derived anew when either changes. */
export class Selection {
  readonly devices: ReadonlyMap<IfIndex, DeviceDecision>;
  readonly selected: readonly IfIndex[];
  readonly directRoutingDevice: string | undefined;
  readonly own: ReadonlySet<IpAddress>;
  /** The configured lookups whose devices exist now. */
  readonly lookups: readonly Lookup[];
  /** What the config names and is not there now: `nosuch0 (devices)`. */
  readonly missing: readonly string[];
  private readonly excluded: PrefixSet;
  private readonly families: ReadonlySet<string>;

  constructor(
    private readonly state: Pick<
      KernelState,
      'links' | 'addresses' | 'gateways' | 'gatewaysToward'
    >,
    private readonly config: NeighborControllerConfig,
  ) {
    this.directRoutingDevice = directRoutingDevice(config.directRoutingDevice, state);
    this.devices = selectDevices(state, {
      ...config,
      directRoutingDevice: this.directRoutingDevice,
    });
    this.selected = [...this.devices.values()]
      .filter((device) => device.isSelected)
      .map((device) => device.link.ifindex);
    this.own = new Set(state.addresses.map((entry) => entry.address));
    this.lookups = config.lookups.flatMap((lookup) => this.lookup(lookup));
    this.missing = missingDevices(
      config,
      [...state.links.values()].map(({ name }) => name),
    );
    this.excluded = new PrefixSet(
      config.excludePrefixes.flatMap((text) => parsePrefix(text) ?? []),
    );
    this.families = new Set(config.families);
  }

  isSelected(ifindex: IfIndex): boolean {
    return this.devices.get(ifindex)?.isSelected ?? false;
  }

  /** Gateways that lead to an address by whatever route of a table; none where standby is off. */
  standby(address: IpAddress, table: number): readonly NextHop[] {
    return this.config.standby ? this.state.gatewaysToward(address, table) : [];
  }

  /** `eno1`; `ifindex 7` for one that is gone. */
  nameOf(ifindex: IfIndex): string {
    return this.devices.get(ifindex)?.link.name ?? `ifindex ${ifindex}`;
  }

  /** Why an address is never written, whatever the routes say (I2); undefined = it may be. */
  whyNever(address: IpAddress): string | undefined {
    if (this.own.has(address)) return 'local';
    if (!this.families.has(addressFamily(address)))
      return `${addressFamily(address)} is off (families)`;
    if (!this.excluded.isEmpty && this.excluded.covers(address))
      return 'excluded (excludePrefixes)';
    return undefined;
  }

  private lookup({ iif: name, from, mark }: NeighborControllerConfig['lookups'][number]): Lookup[] {
    const iif = [...this.devices.values()].find(({ link }) => link.name === name)?.link.ifindex;
    if (name !== undefined && iif === undefined) return [];
    const source = from === undefined ? undefined : parseIpAddress(from);
    return [
      {
        ...(iif !== undefined && { iif }),
        ...(source !== undefined && { from: source }),
        ...(mark !== undefined && { mark }),
      },
    ];
  }
}

function missingDevices(
  { devices, directRoutingDevice: direct, lookups }: NeighborControllerConfig,
  links: readonly string[],
): readonly string[] {
  const isThere = (pattern: string): boolean => links.some((name) => matchesDevice(pattern, name));
  const named = [
    ...devices.map((pattern) => [pattern, 'devices'] as const),
    ...(direct === 'auto' ? [] : [[direct, 'directRoutingDevice'] as const]),
    ...lookups.flatMap(({ iif }) => (iif === undefined ? [] : [[iif, 'lookups'] as const])),
  ];
  return named.filter(([name]) => !isThere(name)).map(([name, key]) => `${name} (${key})`);
}

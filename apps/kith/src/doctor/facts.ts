import type { HealthEntry } from '@kith/agent-api';
import type { StatusDocument } from '@kith/introspection';
import type {
  Capability,
  DeviceReport,
  DiscoverySummary,
  NeighborReport,
  NeighborStrategy,
  Sysctls,
  TargetClass,
  TargetReport,
} from '@kith/neighbor-api';
import {
  type AddressFamily,
  addressFamily,
  type InterfaceAddress,
  isLinkLocal,
  type Neighbor,
} from '@kith/net-types';

/** All that the checks judge, as it was when the doctor looked. */
export interface Facts {
  /** `uname -r`. */
  readonly kernel: string;
  readonly capabilities: readonly Capability[];
  readonly strategies: readonly Pick<NeighborStrategy, 'id' | 'requires' | 'needsRefresh'>[];
  readonly settings: Settings;
  /** What an agent with this config would make of this host; under `auto` where the strategy that it names does not work. */
  readonly summary: DiscoverySummary;
  readonly devices: readonly DeviceReport[];
  readonly targets: readonly TargetReport[];
  readonly neighbors: readonly NeighborReport[];
  /** What was not done in time, one line each. */
  readonly missing: readonly string[];
  /** What such an agent says that it cannot do as it should. */
  readonly complaints: readonly Complaint[];
  /** The kernel's tables. */
  readonly addresses: readonly InterfaceAddress[];
  readonly table: readonly Neighbor[];
  readonly sysctls: Pick<Sysctls, 'read'>;
  /** Names of the processes that can be seen. */
  readonly processes: readonly string[];
  /** Privileges count for the whole machine, not for a container only. */
  readonly isFirstUserNamespace: boolean;
  /** Who holds our mark: `pid 4711`. */
  readonly markHolder: string | undefined;
  readonly agent: RunningAgent;
}

/** A scope of health that is degraded: `neighbor-controller/devices`. */
export type Complaint = Pick<HealthEntry, 'scope' | 'message'>;

/** What the config says. Durations in milliseconds. */
export interface Settings {
  readonly strategy: string;
  readonly keepOnCarrierLoss: boolean;
  readonly profile: string;
  /** How often a neighbor of each class is resolved anew. */
  readonly periods: Readonly<Record<TargetClass, number>>;
}

/** The agent at the socket of this config. */
export type RunningAgent =
  | { readonly kind: 'none' }
  | { readonly kind: 'answers'; readonly status: StatusDocument }
  /** There is one that this user may not ask. */
  | { readonly kind: 'refuses' };

/** A device that is served, and what for. */
export interface ServedDevice {
  readonly name: string;
  /** Those that it has an address of, or neighbors. A link-local address alone is no use. */
  readonly families: readonly AddressFamily[];
  readonly addresses: readonly InterfaceAddress[];
  readonly neighbors: readonly NeighborReport[];
}

export function servedDevices({
  summary,
  devices,
  addresses,
  neighbors,
}: Pick<Facts, 'summary' | 'devices' | 'addresses' | 'neighbors'>): readonly ServedDevice[] {
  return devices
    .filter(({ isSelected }) => isSelected)
    .map(({ device: name, ifindex }) => {
      const own = addresses.filter((entry) => entry.ifindex === ifindex);
      const wanted = neighbors.filter((neighbor) => neighbor.ifindex === ifindex);
      const used = new Set([
        ...own.filter(({ address }) => !isLinkLocal(address)).map(familyOf),
        ...wanted.map(familyOf),
      ]);
      const families = summary.families.filter((family) => used.has(family));
      return { name, families, addresses: own, neighbors: wanted };
    });
}

export function familyOf({ address }: Pick<Neighbor, 'address'>): AddressFamily {
  return addressFamily(address);
}

/** The strategy in force. */
export function strategyOf({
  strategies,
  summary,
}: Pick<Facts, 'strategies' | 'summary'>): Facts['strategies'][number] | undefined {
  return strategies.find(({ id }) => id === summary.strategy);
}

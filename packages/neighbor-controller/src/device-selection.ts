import type { KernelState } from '@kith/neighbor-api';
import type { IfIndex, Link } from '@kith/net-types';

import { matchesDevice } from './device-pattern.js';
import type { NeighborControllerConfig } from './neighbor-controller.config.js';

/** Why a device is in or out. */
export interface DeviceDecision {
  readonly link: Link;
  readonly isSelected: boolean;
  readonly reason: string;
}

type Selection = Pick<NeighborControllerConfig, 'devices' | 'excludeDevices'> & {
  /** Name of the direct routing device, if there is one now. */
  readonly directRoutingDevice: string | undefined;
};

/** Decides for every link; CONTRACT "Config file" has the rule. A device that cannot hold neighbors is out however it is named. */
export function selectDevices(
  state: Pick<KernelState, 'links' | 'addresses'>,
  selection: Selection,
): ReadonlyMap<IfIndex, DeviceDecision> {
  const globals = globalAddresses(state);
  const decisions = new Map<IfIndex, DeviceDecision>();
  for (const link of state.links.values()) {
    const obstacle = whyUnfit(link);
    const choice = obstacle
      ? { isSelected: false, reason: obstacle }
      : choose(link, selection, globals.get(link.ifindex));
    decisions.set(link.ifindex, { link, ...choice });
  }
  return decisions;
}

/** The device to serve in any case: as configured, or that of a default route. */
export function directRoutingDevice(
  configured: string,
  state: Pick<KernelState, 'links' | 'gateways'>,
): string | undefined {
  if (configured !== 'auto') return configured;
  const gateway = state.gateways.find((candidate) => candidate.isDefault);
  return gateway && state.links.get(gateway.ifindex)?.name;
}

/** What keeps a device from having neighbors at all. */
function whyUnfit(link: Link): string | undefined {
  if (link.isLoopback) return 'is the loopback device';
  if (link.isNoArp) return 'does no ARP or ND (NOARP)';
  if (link.lladdr === undefined) return 'has no link-layer address';
  if (!link.isUp) return 'is down';
  return undefined;
}

function choose(
  link: Link,
  selection: Selection,
  globalAddress: string | undefined,
): { isSelected: boolean; reason: string } {
  if (link.name === selection.directRoutingDevice) {
    return { isSelected: true, reason: 'is the direct routing device' };
  }
  if (selection.devices.length > 0) {
    const pattern = selection.devices.find((candidate) => matchesDevice(candidate, link.name));
    return pattern === undefined
      ? { isSelected: false, reason: 'is not named by devices' }
      : { isSelected: true, reason: `is named by devices ("${pattern}")` };
  }
  const excluded = selection.excludeDevices.find((candidate) =>
    matchesDevice(candidate, link.name),
  );
  if (excluded !== undefined) return { isSelected: false, reason: `is excluded by "${excluded}"` };
  if (link.master !== undefined && link.masterKind !== 'vrf') {
    return { isSelected: false, reason: `is a port of a ${link.masterKind ?? 'master'}` };
  }
  return globalAddress === undefined
    ? { isSelected: false, reason: 'carries no address of global scope' }
    : { isSelected: true, reason: `carries ${globalAddress}` };
}

/** The first address of global scope of each device. */
function globalAddresses(state: Pick<KernelState, 'addresses'>): ReadonlyMap<IfIndex, string> {
  const first = new Map<IfIndex, string>();
  for (const { ifindex, address, scope } of state.addresses) {
    if (scope === 'global' && !first.has(ifindex)) first.set(ifindex, address);
  }
  return first;
}

import type { Cancel, Clock } from '@kith/agent-api';
import {
  addressFamily,
  type AddressFamily,
  formatPrefix,
  type IfIndex,
  ifIndex,
  type InterfaceAddress,
  ipAddress,
  type IpAddress,
  type Link,
  type MacAddress,
  macAddress,
  parseNeighborKey,
  prefixOf,
} from '@kith/net-types';
import type {
  DumpRow,
  DumpTable,
  Notification,
  RouteLeg,
  RouteMessage,
  RtMessage,
  RtRequest,
  RtResult,
} from '@kith/rtnetlink';

import { link } from '../builders.js';
import { isSubnetBroadcast } from './answer-route.js';
import { carryOut } from './carry-out.js';
import { construct, keyAddress } from './construct.js';
import { Fib } from './fib.js';
import { type KernelRules, LINUX_RULES } from './kernel-rules.js';
import type { NeighborEntry } from './neighbor-entry.js';
import { type Heard, NeighborTable } from './neighbor-table.js';
import { NudMachine } from './nud-machine.js';
import { DEFAULT_NUD_TIMES, type NudTimes } from './nud-times.js';
import { Wire } from './wire.js';

const LOOPBACK = link({
  ifindex: ifIndex(1),
  name: 'lo',
  lladdr: macAddress('00:00:00:00:00:00'),
  mtu: 65_536,
  isLoopback: true,
});

export interface SimulatedKernelOptions {
  readonly times?: Partial<NudTimes>;
  readonly rules?: Partial<KernelRules>;
}

/**
 * One network namespace, as far as neighbors are concerned: what is asked of it through a client, what an
 * administrator does to devices, addresses and routes, what is heard from the wire, and what time does.
 * Not simulated: garbage collection, DAD, nexthop objects, policy rules, other tables than main.
 */
export class SimulatedKernel {
  readonly links = new Map<IfIndex, Link>([[LOOPBACK.ifindex, LOOPBACK]]);
  readonly fib = new Fib();
  readonly neighbors: NeighborTable;
  readonly wire: Wire;
  addresses: readonly InterfaceAddress[] = [];

  /** Devices with disable_ipv6, or with an MTU that is too small for it. */
  private readonly withoutIpv6 = new Set<IfIndex>();
  /** Devices with arp_evict_nocarrier and ndisc_evict_nocarrier 0. */
  private readonly keeping = new Set<IfIndex>();
  private readonly rules: KernelRules;
  private readonly listeners = new Set<(notification: Notification) => void>();

  constructor(
    private readonly clock: Pick<Clock, 'now' | 'timer'>,
    options: SimulatedKernelOptions = {},
  ) {
    const times = { ...DEFAULT_NUD_TIMES, ...options.times };
    this.rules = { ...LINUX_RULES, ...options.rules };
    this.wire = new Wire(clock, (key, lladdr) => {
      const { ifindex, address } = parseNeighborKey(key);
      this.hear(ifindex, address, lladdr, 'answer');
    });
    const nud = new NudMachine(clock, times, {
      solicit: (entry, isUnicast) => {
        if (!this.canSolicit(entry.ifindex, addressFamily(entry.address))) return;
        this.wire.solicit(entry.key, isUnicast ? entry.lladdr : undefined);
      },
      announce: (entry) => this.announceNeighbor('upsert', entry),
    });
    this.neighbors = new NeighborTable(clock, nud, this.rules, times.lock, {
      isFamilyOn: (ifindex, address) =>
        addressFamily(address) === 'ipv4' || !this.withoutIpv6.has(ifindex),
      keyAddress: (ifindex, address) => keyAddress(address, this.links.get(ifindex)),
      construct: (entry) => construct(entry, this.links.get(entry.ifindex), this.addresses),
      announce: (entry) => this.announceNeighbor('upsert', entry),
      announceDelete: (entry) => this.announceNeighbor('delete', entry),
    });
    this.walkManaged(times.managedWork);
  }

  /** Carries out one request, at once. */
  carryOut(request: RtRequest): RtResult {
    return carryOut(request, this);
  }

  /** The rows of a table now. */
  list<T extends DumpTable>(table: T): readonly DumpRow<T>[];
  list(table: DumpTable): readonly RtMessage[] {
    switch (table) {
      case 'links':
        return [...this.links.values()].map((link) => ({ kind: 'link', link }));
      case 'addresses':
        return this.addresses.map((address) => ({ kind: 'address', address }));
      case 'neighbors':
        return [...this.neighbors.entries.values()].map((entry) => ({
          kind: 'neighbor',
          neighbor: entry.toNeighbor(),
        }));
      case 'routes':
        return this.fib.routes.map((route) => this.shown(route));
      default:
        return [];
    }
  }

  /** Hears everything that is announced, at once. */
  onAnnouncement(listener: (notification: Notification) => void): Cancel {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** A route as it is shown now: whether its legs are usable follows the devices. */
  shown(route: RouteMessage): RouteMessage {
    const legs = route.legs.map((leg) => {
      const link = leg.ifindex === undefined ? undefined : this.links.get(leg.ifindex);
      return { ...leg, isUsable: (link?.isUp && link.hasCarrier) ?? false };
    });
    return { ...route, legs };
  }

  /** A new device, or one with other traits; what follows from that for its neighbors happens too. */
  setLink(link: Link): void {
    const before = this.links.get(link.ifindex);
    this.links.set(link.ifindex, link);
    const { ifindex } = link;
    if (before?.isUp && !link.isUp) this.takeDown(ifindex);
    else if (before?.hasCarrier && !link.hasCarrier && link.isUp && !this.keeping.has(ifindex)) {
      this.neighbors.flush(ifindex, (entry) => this.rules.survivesCarrierLoss(entry));
    }
    // `arp off` counts as a change of it
    const isArpChanged = before?.isUp && link.isUp && before.isNoArp !== link.isNoArp;
    if (before && (isArpChanged || before.lladdr !== link.lladdr)) {
      this.neighbors.flush(ifindex, (entry) => this.rules.survivesOwnMacChange(entry));
    }
    this.announce('upsert', { kind: 'link', link });
    if (before && !before.isUp && link.isUp) {
      for (const address of this.addressesOf(ifindex)) this.connect(address);
    }
    this.addLinkLocal(ifindex);
  }

  /** The device is gone, and what hung on it. */
  removeLink(ifindex: IfIndex): void {
    const link = this.links.get(ifindex);
    if (!link) return;
    this.takeDown(ifindex);
    this.fib.deleteDead('ipv4', ({ legs }) => legs.some((leg) => leg.ifindex === ifindex));
    for (const address of this.addressesOf(ifindex)) this.dropAddress(address);
    this.links.delete(ifindex);
    this.announce('delete', { kind: 'link', link });
  }

  /** disable_ipv6, or an MTU below 1280: IPv6 leaves the device with all that it has. */
  setIpv6(ifindex: IfIndex, isOn: boolean): void {
    if (isOn) {
      this.withoutIpv6.delete(ifindex);
      return this.addLinkLocal(ifindex);
    }
    this.withoutIpv6.add(ifindex);
    this.flushFamily(ifindex, 'ipv6', () => false);
    this.dropIpv6(ifindex);
  }

  /** arp_evict_nocarrier and ndisc_evict_nocarrier of the device: whether carrier loss purges its neighbors. */
  setEvictNoCarrier(ifindex: IfIndex, isOn: boolean): void {
    if (isOn) this.keeping.delete(ifindex);
    else this.keeping.add(ifindex);
  }

  /** With its connected route, if its device is up. */
  addAddress(address: InterfaceAddress): void {
    this.addresses = [...this.addresses, address];
    this.announce('upsert', { kind: 'address', address });
    if (this.isUp(address.ifindex)) this.connect(address);
  }

  /** With its connected route, unless another is in it; the last IPv4 address of a device takes all IPv4 of it along. */
  removeAddress(address: InterfaceAddress): void {
    this.dropAddress(address);
    const { ifindex } = address;
    const route = connectedRoute(address);
    const isKept = this.addressesOf(ifindex).some(
      (other) => formatPrefix(connectedRoute(other).prefix) === formatPrefix(route.prefix),
    );
    if (!isKept) this.removeRoute(route);
    const family = addressFamily(address.address);
    const isLast = !this.addressesOf(ifindex).some(
      (other) => addressFamily(other.address) === family,
    );
    if (family !== 'ipv4' || !isLast) return;
    this.flushFamily(ifindex, 'ipv4', (entry) => this.rules.survivesLastAddress(entry));
    this.fib.deleteDead('ipv4', ({ legs }) => legs.every((leg) => leg.ifindex === ifindex));
  }

  /** Replaces the route of the same prefix and priority. */
  setRoute(route: RouteMessage): void {
    this.fib.set(route);
    this.announce('upsert', this.shown(route));
  }

  removeRoute(route: RouteMessage): void {
    if (this.fib.delete(route)) this.announce('delete', route);
  }

  /** Traffic of this host goes there. */
  use(ifindex: IfIndex, address: IpAddress): void {
    this.neighbors.use(ifindex, address);
  }

  /** A neighbor speaks. */
  hear(ifindex: IfIndex, address: IpAddress, lladdr: MacAddress, how: Heard): void {
    const link = this.links.get(ifindex);
    if (link?.isUp && link.hasCarrier) this.neighbors.heard(ifindex, address, lladdr, how);
  }

  addressesOf(ifindex: IfIndex): readonly InterfaceAddress[] {
    return this.addresses.filter((address) => address.ifindex === ifindex);
  }

  /** Admin down: every neighbor goes; IPv4 routes in silence, IPv6 routes and addresses not. */
  private takeDown(ifindex: IfIndex): void {
    this.neighbors.flush(ifindex, (entry) => this.rules.survivesLinkDown(entry));
    this.fib.deleteDead('ipv4', (route) => this.isDeadWithout(route, ifindex));
    this.dropIpv6(ifindex);
  }

  private dropIpv6(ifindex: IfIndex): void {
    const dead = this.fib.deleteDead('ipv6', (route) => this.isDeadWithout(route, ifindex));
    for (const route of dead) this.announce('delete', route);
    for (const address of this.addressesOf(ifindex)) {
      if (addressFamily(address.address) === 'ipv6') this.dropAddress(address);
    }
  }

  private flushFamily(
    ifindex: IfIndex,
    family: AddressFamily,
    survives: (entry: NeighborEntry) => boolean,
  ): void {
    this.neighbors.flush(
      ifindex,
      (entry) => addressFamily(entry.address) !== family || survives(entry),
    );
  }

  private dropAddress(address: InterfaceAddress): void {
    this.addresses = this.addresses.filter(
      (other) => other.ifindex !== address.ifindex || other.address !== address.address,
    );
    this.announce('delete', { kind: 'address', address });
  }

  /** What is its broadcast address from now on is no neighbor, unless it already answered as one. */
  private connect(address: InterfaceAddress): void {
    const { ifindex } = address;
    for (const entry of this.neighbors.entries.values()) {
      const isBroadcast = entry.ifindex === ifindex && isSubnetBroadcast(address, entry.address);
      if (isBroadcast && !entry.isValid) this.neighbors.delete(entry);
    }
    this.setRoute(connectedRoute(address));
  }

  /** IPv6 gives a device that can send an address by itself; without DAD here, so it serves at once. */
  private addLinkLocal(ifindex: IfIndex): void {
    const link = this.links.get(ifindex);
    const isReady = link?.isUp && link.hasCarrier && !link.isLoopback;
    if (!isReady || this.withoutIpv6.has(ifindex) || this.hasLinkLocal(ifindex)) return;
    const address = ipAddress(`fe80::${ifindex.toString(16)}`);
    const traits = {
      prefixLength: 64,
      scope: 'link',
      isTentative: false,
      isDadFailed: false,
    } as const;
    this.addAddress({ ifindex, address, ...traits });
  }

  private hasLinkLocal(ifindex: IfIndex): boolean {
    return this.addressesOf(ifindex).some(
      ({ address, scope }) => scope === 'link' && addressFamily(address) === 'ipv6',
    );
  }

  private isDeadWithout({ legs }: RouteMessage, ifindex: IfIndex): boolean {
    const isDead = (leg: RouteLeg): boolean => !this.isUp(leg.ifindex) || leg.ifindex === ifindex;
    return legs.length > 0 && legs.every(isDead);
  }

  private isUp(ifindex: IfIndex | undefined): boolean {
    return ifindex !== undefined && (this.links.get(ifindex)?.isUp ?? false);
  }

  /** A Neighbor Solicitation needs a link-local address of ours; ARP needs none, but a device that does it. */
  private canSolicit(ifindex: IfIndex, family: AddressFamily): boolean {
    const link = this.links.get(ifindex);
    if (!link?.isUp || !link.hasCarrier) return false;
    return family === 'ipv4' ? !link.isNoArp : this.hasLinkLocal(ifindex);
  }

  private walkManaged(ms: number): void {
    this.clock.timer(ms, () => {
      this.neighbors.useManaged();
      this.walkManaged(ms);
    });
  }

  private announceNeighbor(change: Notification['change'], entry: NeighborEntry): void {
    this.announce(change, { kind: 'neighbor', neighbor: entry.toNeighbor() });
  }

  private announce(change: Notification['change'], message: RtMessage): void {
    for (const listener of this.listeners) listener({ change, message });
  }
}

function connectedRoute({ ifindex, address, prefixLength }: InterfaceAddress): RouteMessage {
  return {
    kind: 'route',
    family: addressFamily(address),
    prefix: prefixOf(address, prefixLength),
    type: 'unicast',
    table: 254,
    protocol: 2,
    priority: 0,
    isCloned: false,
    legs: [{ ifindex, isUsable: true }],
  };
}

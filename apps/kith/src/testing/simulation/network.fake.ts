import { FakeClock } from '@kith/agent-testing';
import { interfaceAddress, link, SimulatedKernel } from '@kith/neighbor-testing';
import {
  addressFamily,
  type IfIndex,
  ifIndex,
  type InterfaceAddress,
  ipAddress,
  type IpAddress,
  type Link,
  macAddress,
  type MacAddress,
  parsePrefix,
} from '@kith/net-types';
import type { RouteMessage, SetNeighborRequest } from '@kith/rtnetlink';

export type DeviceName = 'eth1' | 'eth2';
export const DEVICES: readonly DeviceName[] = ['eth1', 'eth2'];

/** Of each neighbor: the one that it has at first, and the one that it may move to. */
export const MACS = [macAddress('02:00:00:00:0a:01'), macAddress('02:00:00:00:0a:02')] as const;

/** What the devices carry while all is well. */
const ADDRESSES: Readonly<Record<DeviceName, readonly string[]>> = {
  eth1: ['10.0.0.1/24', 'fd00::1/64'],
  eth2: ['10.0.1.1/24', 'fd01::1/64'],
};

/** Somebody at the other end: `isMoved` = with his second MAC. */
interface Neighbor {
  readonly device: DeviceName;
  readonly address: IpAddress;
  readonly mac: MacAddress;
}

/** A host with two devices and what is around it; what happens to it is told by name of device. */
export class Network {
  readonly clock = new FakeClock();
  readonly kernel = new SimulatedKernel(this.clock);
  private readonly indexes = new Map<DeviceName, IfIndex>();
  private readonly neighbors = new Map<string, Neighbor>();
  private devicesMade = 1;

  constructor() {
    for (const device of DEVICES) this.repair(device);
  }

  /** Undefined while it is removed. */
  indexOf(device: DeviceName): IfIndex | undefined {
    return this.indexes.get(device);
  }

  linkOf(device: DeviceName): Link | undefined {
    const index = this.indexes.get(device);
    return index === undefined ? undefined : this.kernel.links.get(index);
  }

  /** Changes a device that is there. */
  changeLink(device: DeviceName, change: Partial<Link>): void {
    const current = this.linkOf(device);
    if (!current) return;
    const next = { ...current, ...change };
    this.kernel.setLink({ ...next, hasCarrier: next.hasCarrier && next.isUp });
  }

  removeDevice(device: DeviceName): void {
    const index = this.indexes.get(device);
    if (index === undefined) return;
    this.kernel.removeLink(index);
    this.indexes.delete(device);
  }

  /** The device is there, up, with carrier and all its addresses; made anew, it has another index. */
  repair(device: DeviceName): void {
    let index = this.indexes.get(device);
    if (index === undefined) {
      index = ifIndex(++this.devicesMade);
      this.indexes.set(device, index);
      this.kernel.setLink(link({ ifindex: index, name: device }));
      for (const neighbor of this.neighbors.values()) this.place(neighbor);
    }
    this.changeLink(device, { isUp: true, hasCarrier: true, isNoArp: false });
    for (const text of ADDRESSES[device]) this.addAddress(device, text);
  }

  addAddress(device: DeviceName, text: string): void {
    const address = this.addressOn(device, text);
    if (
      address &&
      !this.kernel.addressesOf(address.ifindex).some((own) => own.address === address.address)
    ) {
      this.kernel.addAddress(address);
    }
  }

  removeAddress(device: DeviceName, text: string): void {
    const address = this.addressOn(device, text);
    const own = this.kernel.addresses.find(
      (other) => other.ifindex === address?.ifindex && other.address === address.address,
    );
    if (own) this.kernel.removeAddress(own);
  }

  /** A route over the devices that are there and up; none of them = it is removed. */
  setRoute(
    prefix: string,
    priority: number,
    legs: readonly { dev: DeviceName; via: string }[],
  ): void {
    const parsed = parsePrefix(prefix);
    if (!parsed) throw new Error(`${prefix} is no prefix`);
    const route: RouteMessage = {
      kind: 'route',
      family: addressFamily(parsed.address),
      prefix: parsed,
      type: 'unicast',
      table: 254,
      protocol: 3,
      priority,
      isCloned: false,
      legs: legs.flatMap(({ dev, via }) => {
        const ifindex = this.linkOf(dev)?.isUp ? this.indexes.get(dev) : undefined;
        return ifindex === undefined ? [] : [{ ifindex, via: ipAddress(via), isUsable: true }];
      }),
    };
    if (route.legs.length > 0) this.kernel.setRoute(route);
    else this.kernel.removeRoute(route);
  }

  /** Somebody answers there, with the first or the second of his MACs; or nobody any more. */
  setNeighbor(device: DeviceName, text: string, mac: 0 | 1 | undefined): void {
    const address = ipAddress(text);
    const lladdr = mac === undefined ? undefined : MACS[mac];
    const index = this.indexes.get(device);
    if (index !== undefined) this.kernel.wire.setHost(index, address, lladdr);
    if (lladdr === undefined) this.neighbors.delete(`${device} ${text}`);
    else this.neighbors.set(`${device} ${text}`, { device, address, mac: lladdr });
  }

  /** Who is there speaks: announces himself, or asks us something. */
  speak(device: DeviceName, text: string, how: 'announcement' | 'question'): void {
    const neighbor = this.neighbors.get(`${device} ${text}`);
    const index = this.indexes.get(device);
    if (neighbor && index !== undefined) {
      this.kernel.hear(index, neighbor.address, neighbor.mac, how);
    }
  }

  /** Somebody else on this host writes an entry. */
  write(device: DeviceName, text: string, write: Partial<SetNeighborRequest>): void {
    const index = this.indexes.get(device);
    if (index === undefined) return;
    const address = ipAddress(text);
    this.kernel.carryOut({
      ...{ type: 'set-neighbor', ifindex: index, address, state: 'REACHABLE' },
      ...{ isExtLearned: false, isManaged: false, isRouter: false, use: false, protocol: 0 },
      ...write,
    });
  }

  delete(device: DeviceName, text: string): void {
    const index = this.indexes.get(device);
    if (index === undefined) return;
    this.kernel.carryOut({ type: 'delete-neighbor', ifindex: index, address: ipAddress(text) });
  }

  private place({ device, address, mac }: Neighbor): void {
    const index = this.indexes.get(device);
    if (index !== undefined) this.kernel.wire.setHost(index, address, mac);
  }

  private addressOn(device: DeviceName, text: string): InterfaceAddress | undefined {
    const ifindex = this.indexes.get(device);
    const [address = '', length] = text.split('/');
    if (ifindex === undefined) return undefined;
    return interfaceAddress({ ifindex, address: ipAddress(address), prefixLength: Number(length) });
  }
}

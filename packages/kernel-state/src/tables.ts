import {
  type IfIndex,
  type InterfaceAddress,
  isOnlyAging,
  type Link,
  type Neighbor,
  type NeighborKey,
  neighborKey,
  type NudState,
} from '@kith/net-types';
import type { Notification } from '@kith/rtnetlink';

import type { ChangeSet } from './change-set.js';

/** The mirrored tables. Every change is noted in the change set that is handed in, if one is. */
export class Tables {
  readonly links = new Map<IfIndex, Link>();
  readonly neighbors = new Map<NeighborKey, Neighbor>();
  private readonly addressesByKey = new Map<string, InterfaceAddress>();
  private addressList: readonly InterfaceAddress[] | undefined;

  get addresses(): readonly InterfaceAddress[] {
    return (this.addressList ??= [...this.addressesByKey.values()]);
  }

  /** Applies one notification. */
  apply({ change, message }: Notification, changes: ChangeSet): void {
    const isGone = change === 'delete';
    switch (message.kind) {
      case 'link':
        this.setLink(message.link.ifindex, isGone ? undefined : message.link, changes);
        break;
      case 'address':
        this.setAddress(message.address, isGone, changes);
        break;
      case 'neighbor': {
        const { neighbor } = message;
        const key = neighborKey(neighbor.ifindex, neighbor.address);
        this.setNeighbor(key, isGone ? undefined : neighbor, changes);
        // each is another round of probes that failed
        if (!isGone && neighbor.state === 'FAILED') changes.failedAgain(key, neighbor);
        break;
      }
      case 'route':
        if (!message.isCloned) changes.prefix(message.prefix);
        break;
      case 'nexthop':
        changes.nexthopIds.add(message.id);
        break;
      case 'rule':
        changes.areRulesChanged = true;
        break;
    }
  }

  replaceLinks(links: readonly Link[], changes: ChangeSet): void {
    const listed = new Map(links.map((link) => [link.ifindex, link]));
    for (const ifindex of [...this.links.keys()]) {
      if (!listed.has(ifindex)) this.setLink(ifindex, undefined, changes);
    }
    for (const link of links) this.setLink(link.ifindex, link, changes);
  }

  replaceAddresses(addresses: readonly InterfaceAddress[], changes: ChangeSet): void {
    const listed = new Set(addresses.map(addressKey));
    for (const address of [...this.addressesByKey.values()]) {
      if (!listed.has(addressKey(address))) this.setAddress(address, true, changes);
    }
    for (const address of addresses) this.setAddress(address, false, changes);
  }

  /** Takes over a listing, but for the keys of which something newer is known. */
  replaceNeighbors(
    neighbors: readonly Neighbor[],
    changes: ChangeSet,
    newer: ReadonlySet<NeighborKey>,
  ): void {
    const unlisted = new Set(this.neighbors.keys());
    for (const entry of neighbors) {
      const key = neighborKey(entry.ifindex, entry.address);
      if (unlisted.size > 0) unlisted.delete(key);
      if (!newer.has(key)) this.setNeighbor(key, entry, changes);
    }
    for (const key of unlisted) {
      if (!newer.has(key)) this.setNeighbor(key, undefined, changes);
    }
  }

  setNeighbor(key: NeighborKey, current: Neighbor | undefined, changes?: ChangeSet): void {
    this.replaceNeighbor(key, this.neighbors.get(key), current, changes);
  }

  /** For whoever looked up already what is known. */
  replaceNeighbor(
    key: NeighborKey,
    previous: Neighbor | undefined,
    current: Neighbor | undefined,
    changes?: ChangeSet,
  ): void {
    if (isSameNeighbor(previous, current)) return;
    // nearly all news with thousands of managed neighbors, and nobody's business but the kernel's: the row
    // that is known lives on, as thousands of new ones at once would be 10 MiB until they are collected
    if (previous && current?.isManaged && isOnlyAging(previous, current)) {
      (previous as { state: NudState }).state = current.state;
      return;
    }
    if (current) this.neighbors.set(key, current);
    else this.neighbors.delete(key);
    changes?.neighbor(key, previous, current);
  }

  private setLink(ifindex: IfIndex, current: Link | undefined, changes: ChangeSet): void {
    const previous = this.links.get(ifindex);
    if (isSame(previous, current)) return;
    if (current) this.links.set(ifindex, current);
    else this.forgetDevice(ifindex, changes);
    changes.link(previous, current);
  }

  /** What hung on a device that is gone is gone too, whether the kernel said so or not. */
  private forgetDevice(ifindex: IfIndex, changes: ChangeSet): void {
    this.links.delete(ifindex);
    for (const [key, entry] of this.neighbors) {
      if (entry.ifindex === ifindex) this.setNeighbor(key, undefined, changes);
    }
    for (const address of this.addresses) {
      if (address.ifindex === ifindex) this.setAddress(address, true, changes);
    }
  }

  private setAddress(address: InterfaceAddress, isGone: boolean, changes: ChangeSet): void {
    const key = addressKey(address);
    const previous = this.addressesByKey.get(key);
    const current = isGone ? undefined : address;
    if (isSame(previous, current)) return;
    if (current) this.addressesByKey.set(key, current);
    else this.addressesByKey.delete(key);
    this.addressList = undefined;
    changes.addresses.add(address.ifindex);
  }
}

function addressKey({ ifindex, address, prefixLength }: InterfaceAddress): string {
  return `${ifindex}/${address}/${prefixLength}`;
}

/** Spelled out: it runs for every notification of every neighbor. */
function isSameNeighbor(a: Neighbor | undefined, b: Neighbor | undefined): boolean {
  if (!a || !b) return a === b;
  return (
    a.state === b.state &&
    a.lladdr === b.lladdr &&
    a.isManaged === b.isManaged &&
    a.isExtLearned === b.isExtLearned &&
    a.isRouter === b.isRouter &&
    a.protocol === b.protocol
  );
}

/** Flat records with primitive values only. */
function isSame<T extends object>(a: T | undefined, b: T | undefined): boolean {
  if (!a || !b) return a === b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof T>;
  return [...keys].every((key) => a[key] === b[key]);
}

import type { KernelChange, KernelState, AppliedWrite, RouteChange } from '@kith/neighbor-api';
import {
  type IfIndex,
  type InterfaceAddress,
  type IpAddress,
  type Link,
  type Neighbor,
  type NeighborKey,
  neighborKey,
  type NextHop,
  parsePrefix,
  type Prefix,
  prefixContains,
  type RouteGateway,
} from '@kith/net-types';

import { restated, writtenNeighbor } from './written-neighbor.js';

const NO_ROUTES: RouteChange = { prefixes: [], nexthopIds: new Set(), areRulesChanged: false };

/**
 * A mirror that a test fills. Each helper changes it and then calls the listeners once, as one burst
 * of the kernel's; `fold` does what the kernel does with a write, in silence.
 */
export class FakeKernelState implements KernelState {
  isSynced = true;
  readonly links = new Map<IfIndex, Link>();
  addresses: InterfaceAddress[] = [];
  readonly neighbors = new Map<NeighborKey, Neighbor>();
  gateways: RouteGateway[] = [];
  /** Gateways by the prefix of their routes, of table 254. */
  readonly gatewayRoutes = new Map<string, readonly NextHop[]>();

  /** Every call of `fold` and `refetch`, oldest first. */
  readonly folded: (readonly AppliedWrite[])[] = [];
  readonly refetched: (readonly NeighborKey[])[] = [];
  /** What `serve` was told last. */
  served: readonly IfIndex[] = [];

  private readonly listeners = new Set<(change: KernelChange) => void>();
  private readonly unannounced = new Map<NeighborKey, Neighbor | undefined>();

  constructor(
    initial: {
      links?: readonly Link[];
      addresses?: readonly InterfaceAddress[];
      neighbors?: readonly Neighbor[];
      gateways?: readonly RouteGateway[];
    } = {},
  ) {
    for (const link of initial.links ?? []) this.links.set(link.ifindex, link);
    for (const neighbor of initial.neighbors ?? []) this.put(neighbor);
    this.addresses = [...(initial.addresses ?? [])];
    this.gateways = [...(initial.gateways ?? [])];
  }

  get listenerCount(): number {
    return this.listeners.size;
  }

  /** The entry of a key as the mirror has it. */
  neighbor(ifindex: IfIndex, address: Neighbor['address']): Neighbor | undefined {
    return this.neighbors.get(neighborKey(ifindex, address));
  }

  gatewaysToward(address: IpAddress, table: number): readonly NextHop[] {
    return [...this.gatewayRoutes]
      .filter(([text]) => table === 254 && prefixContains(prefix(text), address))
      .flatMap(([, hops]) => hops);
  }

  onChange(listener: (change: KernelChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  fold(writes: readonly AppliedWrite[], mark: number): void {
    this.folded.push(writes);
    for (const write of writes) {
      const key = neighborKey(write.ifindex, write.address);
      if (write.kind === 'delete') this.neighbors.delete(key);
      else if (write.kind === 'restate') this.put(restated(this.neighbors.get(key), write));
      else this.put(writtenNeighbor(this.neighbors.get(key), write, mark));
    }
  }

  serve(devices: readonly IfIndex[]): void {
    this.served = devices;
  }

  refetch(keys: readonly NeighborKey[]): Promise<void> {
    this.refetched.push(keys);
    const neighbors = keys.flatMap((key) => {
      if (!this.unannounced.has(key)) return [];
      const current = this.unannounced.get(key);
      this.unannounced.delete(key);
      return [this.replaceNeighbor(key, current)];
    });
    if (neighbors.length > 0) this.emit({ neighbors });
    return Promise.resolve();
  }

  /** The kernel has this, or nothing, under the key, and did not say so: only `refetch` finds out. */
  changeUnannounced(key: NeighborKey, current: Neighbor | undefined): void {
    this.unannounced.set(key, current);
  }

  /** Calls the listeners; what is not given did not change. */
  emit(change: Partial<KernelChange>): void {
    const whole: KernelChange = {
      isRelisted: false,
      links: [],
      addresses: new Set(),
      neighbors: [],
      routes: NO_ROUTES,
      areGatewaysChanged: false,
      gatewayPrefixes: [],
      ...change,
    };
    for (const listener of [...this.listeners]) listener(whole);
  }

  linkChanged(current: Link): void {
    const previous = this.links.get(current.ifindex);
    this.links.set(current.ifindex, current);
    this.emit({ links: [{ previous, current }] });
  }

  /** Admin up, with carrier. */
  linkUp(ifindex: IfIndex): void {
    this.linkChanged({ ...this.link(ifindex), isUp: true, hasCarrier: true });
  }

  /** Admin down: the device's neighbors go with it. */
  linkDown(ifindex: IfIndex): void {
    this.purge({ ...this.link(ifindex), isUp: false, hasCarrier: false });
  }

  /** The neighbors go, but for PERMANENT ones. */
  carrierLost(ifindex: IfIndex): void {
    this.purge({ ...this.link(ifindex), hasCarrier: false }, 'PERMANENT');
  }

  /** The device is deleted; its addresses and neighbors go with it. */
  linkRemoved(ifindex: IfIndex): void {
    const previous = this.link(ifindex);
    this.links.delete(ifindex);
    this.addresses = this.addresses.filter((address) => address.ifindex !== ifindex);
    this.emit({
      links: [{ previous, current: undefined }],
      addresses: new Set([ifindex]),
      neighbors: this.removeNeighborsOf(ifindex),
    });
  }

  /** What a device carries is now this. */
  addressesChanged(ifindex: IfIndex, current: readonly InterfaceAddress[]): void {
    this.addresses = [...this.addresses.filter((old) => old.ifindex !== ifindex), ...current];
    this.emit({ addresses: new Set([ifindex]) });
  }

  neighborChanged(...changed: readonly Neighbor[]): void {
    this.emit({
      neighbors: changed.map((current) =>
        this.replaceNeighbor(neighborKey(current.ifindex, current.address), current),
      ),
    });
  }

  neighborRemoved(ifindex: IfIndex, address: Neighbor['address']): void {
    this.emit({ neighbors: [this.replaceNeighbor(neighborKey(ifindex, address), undefined)] });
  }

  gatewaysChanged(current: readonly RouteGateway[]): void {
    this.gateways = [...current];
    this.emit({ areGatewaysChanged: true });
  }

  /** The routes of a prefix (`10.1.0.0/24`) in table 254, preferred or not, have these gateways now. */
  gatewayRoutesChanged(text: string, ...hops: readonly NextHop[]): void {
    this.gatewayRoutes.set(text, hops);
    this.emit({ gatewayPrefixes: [prefix(text)] });
  }

  /** Routes of these prefixes (`10.1.0.0/24`) came, went or changed. */
  routesChanged(...prefixes: readonly string[]): void {
    this.emit({
      routes: {
        ...NO_ROUTES,
        prefixes: prefixes.map(prefix),
      },
    });
  }

  nexthopsChanged(...ids: readonly number[]): void {
    this.emit({ routes: { ...NO_ROUTES, nexthopIds: new Set(ids) } });
  }

  rulesChanged(): void {
    this.emit({ routes: { ...NO_ROUTES, areRulesChanged: true } });
  }

  /** Everything was listed anew after a loss; change the maps first. */
  relisted(): void {
    this.emit({ isRelisted: true });
  }

  private link(ifindex: IfIndex): Link {
    const link = this.links.get(ifindex);
    if (link === undefined) throw new RangeError(`there is no link ${ifindex}`);
    return link;
  }

  private purge(current: Link, kept?: Neighbor['state']): void {
    const previous = this.link(current.ifindex);
    this.links.set(current.ifindex, current);
    const neighbors = this.removeNeighborsOf(current.ifindex, kept);
    this.emit({ links: [{ previous, current }], neighbors });
  }

  private removeNeighborsOf(ifindex: IfIndex, kept?: Neighbor['state']): KernelChange['neighbors'] {
    return [...this.neighbors]
      .filter(([, neighbor]) => neighbor.ifindex === ifindex && neighbor.state !== kept)
      .map(([key]) => this.replaceNeighbor(key, undefined));
  }

  private put(neighbor: Neighbor): void {
    this.neighbors.set(neighborKey(neighbor.ifindex, neighbor.address), neighbor);
  }

  private replaceNeighbor(
    key: NeighborKey,
    current: Neighbor | undefined,
  ): KernelChange['neighbors'][number] {
    const previous = this.neighbors.get(key);
    if (current === undefined) this.neighbors.delete(key);
    else this.neighbors.set(key, current);
    return { previous, current };
  }
}

function prefix(text: string): Prefix {
  const parsed = parsePrefix(text);
  if (parsed === undefined) throw new TypeError(`"${text}" is not a prefix`);
  return parsed;
}

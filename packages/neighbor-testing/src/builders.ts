import {
  ifIndex,
  type InterfaceAddress,
  ipAddress,
  type Link,
  macAddress,
  type Neighbor,
  type RouteGateway,
} from '@kith/net-types';

/** A selected-looking Ethernet device: up, with carrier, `eth<ifindex>`; ifindex 1 where none is given. */
export function link(over: Partial<Link> = {}): Link {
  const index = over.ifindex ?? ifIndex(1);
  return {
    ifindex: index,
    name: `eth${index}`,
    lladdr: macAddress(`02:00:00:00:00:${(index & 0xff).toString(16).padStart(2, '0')}`),
    mtu: 1500,
    isUp: true,
    hasCarrier: true,
    isNoArp: false,
    isLoopback: false,
    isPointToPoint: false,
    ...over,
  };
}

/** A global address that is ready for use: 10.0.0.1/24 on ifindex 1 where nothing else is given. */
export function interfaceAddress(over: Partial<InterfaceAddress> = {}): InterfaceAddress {
  return {
    ifindex: ifIndex(1),
    address: ipAddress('10.0.0.1'),
    prefixLength: 24,
    scope: 'global',
    isTentative: false,
    isDadFailed: false,
    ...over,
  };
}

/** An ordinary entry that nobody marked: 10.0.0.2 on ifindex 1, REACHABLE; without a MAC where the state has none. */
export function neighbor(over: Partial<Neighbor> = {}): Neighbor {
  const state = over.state ?? 'REACHABLE';
  const hasMac = state !== 'NONE' && state !== 'INCOMPLETE' && state !== 'FAILED';
  return {
    ifindex: ifIndex(1),
    address: ipAddress('10.0.0.2'),
    ...(hasMac && { lladdr: macAddress('02:00:00:00:0a:02') }),
    state,
    isExtLearned: false,
    isManaged: false,
    isRouter: false,
    protocol: 0,
    ...over,
  };
}

/** As `neighbor`, the way strategy `managed` leaves it: managed, extern_learn, mark 75. */
export function managedNeighbor(over: Partial<Neighbor> = {}): Neighbor {
  return neighbor({ isExtLearned: true, isManaged: true, protocol: 75, ...over });
}

/** The gateway of a default route: 10.0.0.254 on ifindex 1. */
export function gateway(over: Partial<RouteGateway> = {}): RouteGateway {
  return { ifindex: ifIndex(1), address: ipAddress('10.0.0.254'), isDefault: true, ...over };
}

import {
  addressFamily,
  addressKind,
  type IfIndex,
  type InterfaceAddress,
  type IpAddress,
  ipv4Number,
  prefixOf,
} from '@kith/net-types';
import type { GetRouteRequest, RouteMessage, RouteType } from '@kith/rtnetlink';

import type { Refusal } from './refusal.js';
import type { SimulatedKernel } from './simulated-kernel.js';

/** What a lookup without a device comes to at a route that forbids. */
const FORBIDDEN: Partial<Record<RouteType, Refusal>> = {
  blackhole: { code: 'EINVAL' },
  prohibit: { code: 'EACCES' },
  throw: { code: 'EAGAIN' },
  unreachable: { code: 'EHOSTUNREACH' },
};

/** RTM_GETROUTE with RTM_F_FIB_MATCH: KERNEL.md, "Next hops". */
export function answerRoute(
  { address, oif }: GetRouteRequest,
  kernel: Pick<SimulatedKernel, 'addresses' | 'fib' | 'links' | 'shown'>,
): RouteMessage | Refusal {
  const isUp = (ifindex: IfIndex): boolean => kernel.links.get(ifindex)?.isUp ?? false;
  const own = kernel.addresses.filter(({ ifindex }) => isUp(ifindex));
  const special = specialType(address, own);
  if (special !== undefined) return hostRoute(address, special);
  const route = kernel.fib.lookup(address, oif, isUp);
  if (route?.type === 'unicast') return kernel.shown(route);
  if (oif !== undefined) {
    return { code: addressFamily(address) === 'ipv4' ? 'EHOSTUNREACH' : 'ENETUNREACH' };
  }
  return (route && FORBIDDEN[route.type]) ?? { code: 'ENETUNREACH' };
}

/** Whether an address is the last of the subnet of one of our own. */
export function isSubnetBroadcast(own: InterfaceAddress, address: IpAddress): boolean {
  if (addressFamily(address) !== 'ipv4' || addressFamily(own.address) !== 'ipv4') return false;
  if (own.prefixLength > 30) return false;
  const size = 2 ** (32 - own.prefixLength);
  return (
    ipv4Number(address) === ipv4Number(own.address) - (ipv4Number(own.address) % size) + size - 1
  );
}

function specialType(
  address: IpAddress,
  addresses: readonly InterfaceAddress[],
): RouteType | undefined {
  const kind = addressKind(address);
  if (kind === 'multicast' || kind === 'broadcast') return kind;
  if (addresses.some((own) => own.address === address)) return 'local';
  return addresses.some((own) => isSubnetBroadcast(own, address)) ? 'broadcast' : undefined;
}

function hostRoute(address: IpAddress, type: RouteType): RouteMessage {
  const family = addressFamily(address);
  return {
    kind: 'route',
    family,
    prefix: prefixOf(address, family === 'ipv4' ? 32 : 128),
    type,
    table: 255,
    protocol: 2,
    priority: 0,
    isCloned: false,
    legs: [],
  };
}

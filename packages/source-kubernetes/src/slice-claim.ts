import type { TargetClaim } from '@kith/neighbor-api';
import type { AddressFamily } from '@kith/net-types';

import { claim, type Json, list, ownerOf, record } from './object-claims.js';

/** What an EndpointSlice wants: the addresses of its endpoints that serve, also while they terminate. */
export function sliceClaim(
  slice: unknown,
  families: readonly AddressFamily[],
): TargetClaim | undefined {
  const owner = ownerOf(slice);
  if (owner === undefined) return undefined;
  const { addressType, endpoints } = record(slice);
  // the others are FQDN: names
  if (addressType !== 'IPv4' && addressType !== 'IPv6') return { owner, addresses: [] };
  const addresses = list(endpoints)
    .map(record)
    .filter(({ conditions }) => isServing(record(conditions)))
    .flatMap((endpoint) => list(endpoint['addresses']));
  return claim(owner, addresses, families);
}

/** https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions: ready unless it says otherwise */
function isServing({ ready, serving }: Json): boolean {
  return ready !== false || serving === true;
}

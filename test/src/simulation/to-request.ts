import type { IfIndex, IpAddress } from '@kith/net-types';
import type { RtRequest } from '@kith/rtnetlink';

import { type Lane, mac } from './lane.js';
import type { Operation } from './operation.js';

/** A write of a script as the request that both kernels get. */
export function toRequest(
  operation: Extract<Operation, { kind: 'write' | 'delete' }>,
  { number, keys, peerMac }: Lane,
  ifindex: IfIndex,
): RtRequest {
  const address = keys[operation.key] as IpAddress;
  if (operation.kind === 'delete') return { type: 'delete-neighbor', ifindex, address };
  const { lladdr, ...write } = operation.write;
  return {
    type: 'set-neighbor',
    ifindex,
    address,
    ...write,
    ...(lladdr !== 'none' && { lladdr: lladdr === 'right' ? peerMac : mac(2, number) }),
  };
}

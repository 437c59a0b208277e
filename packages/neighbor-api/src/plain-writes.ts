import type { Neighbor } from '@kith/net-types';

import type { DeleteNeighbor, SetNeighbor } from './neighbor-writer.js';

type Place = Pick<Neighbor, 'ifindex' | 'address'>;

/**
 * The least that makes an entry ours, from which a strategy builds its writes: unmanaged, NONE, not used. As it is,
 * it takes the MAC of the entry that it replaces; the router flag it keeps.
 */
export function ownEntry({
  ifindex,
  address,
  observed,
}: Place & { readonly observed: Neighbor | undefined }): SetNeighbor {
  return {
    kind: 'set',
    ifindex,
    address,
    isManaged: false,
    state: 'NONE',
    isRouter: observed?.isRouter ?? false,
    use: false,
  };
}

/** Takes an entry of ours away. */
export function removal({ ifindex, address }: Place): DeleteNeighbor {
  return { kind: 'delete', ifindex, address };
}

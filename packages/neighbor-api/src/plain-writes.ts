import type { MacAddress, Neighbor } from '@kith/net-types';

import type { DeleteNeighbor, SetNeighbor } from './neighbor-writer.js';

type Place = Pick<Neighbor, 'ifindex' | 'address'>;
type Item = Place & { readonly observed: Neighbor | undefined };

/**
 * The least that makes an entry ours, from which a strategy builds its writes: unmanaged, NONE, not used. As it is,
 * it takes the MAC of the entry that it replaces; the router flag it keeps.
 */
export function ownEntry({ ifindex, address, observed }: Item): SetNeighbor {
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

/** Has the kernel resolve an entry of ours now, unless it is valid; takes it off the list of managed ones. */
export function usedEntry(item: Item): SetNeighbor {
  return { ...ownEntry(item), use: true };
}

/**
 * Makes an entry ours and has it resolved, in two writes: a kernel before e4400bbf5b15 (Linux 5.15) sets no extern_learn
 * in one that uses the entry.
 */
export function newEntry(item: Item): readonly SetNeighbor[] {
  return [ownEntry(item), usedEntry(item)];
}

/** Keeps this MAC in use while the kernel asks the neighbor whether it still has it. */
export function askedEntry(item: Item, lladdr: MacAddress): SetNeighbor {
  return { ...ownEntry(item), state: 'PROBE', lladdr };
}

/** Takes an entry of ours away. */
export function removal({ ifindex, address }: Place): DeleteNeighbor {
  return { kind: 'delete', ifindex, address };
}

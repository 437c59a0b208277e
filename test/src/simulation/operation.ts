import type { SetNeighborRequest } from '@kith/rtnetlink';

/** What a lane can be told to do. `key`: an index into the keys of the lane. */
export type Operation =
  | { readonly kind: 'write'; readonly key: number; readonly write: KernelWrite }
  | { readonly kind: 'delete'; readonly key: number }
  | { readonly kind: 'switch'; readonly what: Switch; readonly isOn: boolean }
  | { readonly kind: 'own-mac' }
  | { readonly kind: 'remove-device' };

/** Everything about a write but where it goes; the MAC is `right` where it is the one that answers. */
export type KernelWrite = Omit<
  SetNeighborRequest,
  'type' | 'ifindex' | 'address' | 'lladdr' | 'createOnly'
> & {
  readonly lladdr: 'right' | 'wrong' | 'none';
  readonly createOnly: boolean;
};

/**
 * What can be on or off. `carrier`: the other end is up; `address`: the only IPv4 address of the device; `mtu`:
 * it is large enough for IPv6; `evict`: carrier loss purges (arp_evict_nocarrier and its twin).
 */
export type Switch = 'carrier' | 'up' | 'address' | 'ipv6' | 'mtu' | 'arp' | 'evict';

/** How a lane begins. */
export const ALL_ON: Readonly<Record<Switch, boolean>> = {
  carrier: true,
  up: true,
  address: true,
  ipv6: true,
  mtu: true,
  arp: true,
  evict: true,
};

/** Operations of one lane, in order. */
export type Script = readonly Operation[];

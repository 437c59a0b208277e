import { addressKind, type IpAddress, parseIpAddress } from '@kith/net-types';

/** The address in its canonical form, or why a text can be no target: `is a multicast address`. */
export type CheckedTarget = { readonly address: IpAddress } | { readonly reason: string };

const REASONS = {
  unspecified: 'is the unspecified address',
  loopback: 'is a loopback address',
  multicast: 'is a multicast address',
  broadcast: 'is the broadcast address',
  'ipv4-mapped': 'is an IPv4-mapped IPv6 address; write the IPv4 address',
} as const;

/** Whether a text can be a target at all (I2), before any route is asked. */
export function checkTarget(text: string): CheckedTarget {
  if (text.includes('%')) return { reason: 'has a zone id; the device is found by the routes' };
  const address = parseIpAddress(text);
  if (address === undefined) return { reason: 'is not an IP address' };
  const kind = addressKind(address);
  return kind === 'unicast' ? { address } : { reason: REASONS[kind] };
}

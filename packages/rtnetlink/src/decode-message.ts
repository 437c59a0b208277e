import type { Notification, RtMessage } from './client.js';
import * as uapi from './constants.js';
import { decodeAddress, decodeLink } from './decode-link.js';
import { decodeNeighbor } from './decode-neighbor.js';
import { decodeNexthop, decodeRoute, decodeRule } from './decode-route.js';

type Decoder = (buffer: Buffer, from: number, to: number) => RtMessage | undefined;

const DECODERS: ReadonlyMap<number, { change: Notification['change']; decode: Decoder }> = new Map([
  [uapi.RTM_NEWLINK, { change: 'upsert', decode: decodeLink }],
  [uapi.RTM_DELLINK, { change: 'delete', decode: decodeLink }],
  [uapi.RTM_NEWADDR, { change: 'upsert', decode: decodeAddress }],
  [uapi.RTM_DELADDR, { change: 'delete', decode: decodeAddress }],
  [uapi.RTM_NEWROUTE, { change: 'upsert', decode: decodeRoute }],
  [uapi.RTM_DELROUTE, { change: 'delete', decode: decodeRoute }],
  [uapi.RTM_NEWNEIGH, { change: 'upsert', decode: decodeNeighbor }],
  [uapi.RTM_DELNEIGH, { change: 'delete', decode: decodeNeighbor }],
  [uapi.RTM_NEWRULE, { change: 'upsert', decode: decodeRule }],
  [uapi.RTM_DELRULE, { change: 'delete', decode: decodeRule }],
  [uapi.RTM_NEWNEXTHOP, { change: 'upsert', decode: decodeNexthop }],
  [uapi.RTM_DELNEXTHOP, { change: 'delete', decode: decodeNexthop }],
]);

/**
 * The payload of a netlink message of this type, in bytes [from, to).
 * @returns undefined for types and families that nobody here asks about
 * @throws Malformed when it is not what its type says
 */
export function decodeMessage(
  type: number,
  buffer: Buffer,
  from: number,
  to: number,
): Notification | undefined {
  const decoder = DECODERS.get(type);
  const message = decoder?.decode(buffer, from, to);
  return decoder && message && { change: decoder.change, message };
}

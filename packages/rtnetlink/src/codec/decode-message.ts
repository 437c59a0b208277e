import type { RtMessage } from '../client.js';
import { decodeAddress } from './decode-address.js';
import { decodeLink } from './decode-link.js';
import { decodeNeighbor } from './decode-neighbor.js';
import { decodeNexthop } from './decode-nexthop.js';
import { decodeRoute } from './decode-route.js';
import { decodeRule } from './decode-rule.js';
import { Malformed } from './malformed.js';
import type { MessageHeader } from './message-cursor.js';
import {
  FIB_RULE_HDR_LEN,
  IFADDRMSG_LEN,
  IFINFOMSG_LEN,
  NDMSG_LEN,
  NHMSG_LEN,
  NLMSG_HDRLEN,
  RTM_DELADDR,
  RTM_DELLINK,
  RTM_DELNEIGH,
  RTM_DELNEXTHOP,
  RTM_DELROUTE,
  RTM_DELRULE,
  RTM_NEWADDR,
  RTM_NEWLINK,
  RTM_NEWNEIGH,
  RTM_NEWNEXTHOP,
  RTM_NEWROUTE,
  RTM_NEWRULE,
  RTMSG_LEN,
} from './uapi.js';

interface Decoder {
  readonly change: 'upsert' | 'delete';
  /** Bytes of the fixed header after nlmsghdr. */
  readonly headerLength: number;
  readonly decode: (bytes: Buffer, start: number, end: number) => RtMessage | undefined;
}

const DECODERS = new Map<number, Decoder>([
  ...pair(RTM_NEWLINK, RTM_DELLINK, IFINFOMSG_LEN, decodeLink),
  ...pair(RTM_NEWADDR, RTM_DELADDR, IFADDRMSG_LEN, decodeAddress),
  ...pair(RTM_NEWNEIGH, RTM_DELNEIGH, NDMSG_LEN, decodeNeighbor),
  ...pair(RTM_NEWROUTE, RTM_DELROUTE, RTMSG_LEN, decodeRoute),
  ...pair(RTM_NEWRULE, RTM_DELRULE, FIB_RULE_HDR_LEN, decodeRule),
  ...pair(RTM_NEWNEXTHOP, RTM_DELNEXTHOP, NHMSG_LEN, decodeNexthop),
]);

/** Whether the type says that something is or that it is gone; undefined for types that say neither. */
export function changeOf(type: number): 'upsert' | 'delete' | undefined {
  return DECODERS.get(type)?.change;
}

/**
 * What a message says; undefined when it is nobody's business here (another type, another family, a proxy
 * entry); a Malformed, returned, when it cannot be read.
 */
export function decodeMessage(
  bytes: Buffer,
  header: MessageHeader,
): RtMessage | Malformed | undefined {
  const decoder = DECODERS.get(header.type);
  if (decoder === undefined) return undefined;
  const start = header.start + NLMSG_HDRLEN;
  if (start + decoder.headerLength > header.end) {
    return new Malformed(`type ${header.type} in ${header.end - header.start} bytes`);
  }
  try {
    return decoder.decode(bytes, start, header.end);
  } catch (error) {
    if (error instanceof Malformed) return error;
    throw error;
  }
}

function pair(
  newType: number,
  deleteType: number,
  headerLength: number,
  decode: Decoder['decode'],
): [number, Decoder][] {
  return [
    [newType, { change: 'upsert', headerLength, decode }],
    [deleteType, { change: 'delete', headerLength, decode }],
  ];
}

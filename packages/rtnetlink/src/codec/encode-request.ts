import { addressFamily, type AddressFamily, macAddressBytes } from '@kith/net-types';

import type {
  DeleteNeighborRequest,
  GetNeighborRequest,
  GetRouteRequest,
  ProbeNeighborFlagRequest,
  RtRequest,
  SetNeighborRequest,
} from '../requests.js';
import type { MessageWriter } from './message-writer.js';
import { NUD_NUMBERS } from './nud-state.js';
import {
  AF_INET,
  AF_INET6,
  NDA_DST,
  NDA_FLAGS_EXT,
  NDA_LLADDR,
  NDA_PROTOCOL,
  NDMSG_LEN,
  NHA_ID,
  NHMSG_LEN,
  NLM_F_ACK,
  NLM_F_CREATE,
  NLM_F_EXCL,
  NLM_F_REPLACE,
  NLM_F_REQUEST,
  NTF_EXT_LEARNED,
  NTF_EXT_MANAGED,
  NTF_ROUTER,
  NTF_USE,
  RTA_DST,
  RTA_IIF,
  RTA_MARK,
  RTA_OIF,
  RTA_SRC,
  RTM_DELNEIGH,
  RTM_F_FIB_MATCH,
  RTM_F_LOOKUP_TABLE,
  RTM_GETNEIGH,
  RTM_GETNEXTHOP,
  RTM_GETROUTE,
  RTM_NEWNEIGH,
  RTMSG_LEN,
} from './uapi.js';

/** No request is longer: RTM_NEWNEIGH of an IPv6 neighbor with a link-layer address of 32 bytes has 100. */
export const LONGEST_REQUEST = 128;

/** Numbers of the families that requests are about. */
export const FAMILY_NUMBERS: Readonly<Record<AddressFamily, number>> = {
  ipv4: AF_INET,
  ipv6: AF_INET6,
};

/** Appends one request; with `wantsAck` the kernel also says that it is done. */
export function encodeRequest(
  writer: MessageWriter,
  request: RtRequest,
  sequence: number,
  wantsAck: boolean,
): void {
  const flags = wantsAck ? NLM_F_REQUEST | NLM_F_ACK : NLM_F_REQUEST;
  switch (request.type) {
    case 'set-neighbor':
      encodeSetNeighbor(writer, request, flags, sequence);
      break;
    case 'delete-neighbor':
      encodeNeighborKey(writer, RTM_DELNEIGH, request, flags, sequence);
      break;
    case 'get-neighbor':
      encodeNeighborKey(writer, RTM_GETNEIGH, request, flags, sequence);
      break;
    case 'get-route':
      encodeGetRoute(writer, request, flags, sequence);
      break;
    case 'get-nexthop':
      writer.begin(RTM_GETNEXTHOP, flags, sequence, NHMSG_LEN);
      writer.u32(NHA_ID, request.id);
      break;
    case 'probe-neighbor-flag':
      encodeProbe(writer, request, flags, sequence);
      break;
  }
  writer.end();
}

function encodeSetNeighbor(
  writer: MessageWriter,
  request: SetNeighborRequest,
  flags: number,
  sequence: number,
): void {
  const create = NLM_F_CREATE | (request.createOnly ? NLM_F_EXCL : NLM_F_REPLACE);
  const header = writer.begin(RTM_NEWNEIGH, flags | create, sequence, NDMSG_LEN);
  writer.bytes[header] = FAMILY_NUMBERS[addressFamily(request.address)];
  writer.bytes.writeUInt32LE(request.ifindex, header + 4);
  writer.bytes.writeUInt16LE(NUD_NUMBERS[request.state], header + 8);
  writer.bytes[header + 10] =
    (request.use ? NTF_USE : 0) |
    (request.isExtLearned ? NTF_EXT_LEARNED : 0) |
    (request.isRouter ? NTF_ROUTER : 0);
  writer.u8(NDA_PROTOCOL, request.protocol);
  writer.address(NDA_DST, request.address);
  if (request.lladdr !== undefined) writer.octets(NDA_LLADDR, macAddressBytes(request.lladdr));
  // left out otherwise: older kernels ignore it, and nothing else is in it
  if (request.isManaged) writer.u32(NDA_FLAGS_EXT, NTF_EXT_MANAGED);
}

function encodeNeighborKey(
  writer: MessageWriter,
  type: number,
  request: DeleteNeighborRequest | GetNeighborRequest,
  flags: number,
  sequence: number,
): void {
  const header = writer.begin(type, flags, sequence, NDMSG_LEN);
  writer.bytes[header] = FAMILY_NUMBERS[addressFamily(request.address)];
  writer.bytes.writeUInt32LE(request.ifindex, header + 4);
  writer.address(NDA_DST, request.address);
}

function encodeGetRoute(
  writer: MessageWriter,
  request: GetRouteRequest,
  flags: number,
  sequence: number,
): void {
  const header = writer.begin(RTM_GETROUTE, flags, sequence, RTMSG_LEN);
  const family = addressFamily(request.address);
  const hostLength = family === 'ipv4' ? 32 : 128;
  writer.bytes[header] = FAMILY_NUMBERS[family];
  writer.bytes[header + 1] = hostLength;
  // IPv4 answers say "main table" unless asked for the real one; IPv6 always tells, and refuses the flag
  const lookupTable = family === 'ipv4' ? RTM_F_LOOKUP_TABLE : 0;
  writer.bytes.writeUInt32LE(RTM_F_FIB_MATCH | lookupTable, header + 8);
  writer.address(RTA_DST, request.address);
  if (request.from !== undefined) {
    writer.bytes[header + 2] = hostLength;
    writer.address(RTA_SRC, request.from);
  }
  if (request.iif !== undefined) writer.u32(RTA_IIF, request.iif);
  if (request.oif !== undefined) writer.u32(RTA_OIF, request.oif);
  if (request.mark !== undefined) writer.u32(RTA_MARK, request.mark);
}

/** NLM_F_CREATE as in a real write; no NDA_DST, so there is nothing that could be created. */
function encodeProbe(
  writer: MessageWriter,
  request: ProbeNeighborFlagRequest,
  flags: number,
  sequence: number,
): void {
  const create = NLM_F_CREATE | NLM_F_REPLACE;
  const header = writer.begin(RTM_NEWNEIGH, flags | create, sequence, NDMSG_LEN);
  writer.bytes[header] = FAMILY_NUMBERS[request.family];
  writer.bytes.writeUInt32LE(request.ifindex, header + 4);
  writer.u32(NDA_FLAGS_EXT, 1 << request.bit);
}

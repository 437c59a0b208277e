import { addressFamily, type IpAddress, ipAddressBytes, macAddressBytes } from '@kith/net-types';

import * as uapi from './constants.js';
import type { MessageWriter } from './message-writer.js';
import { nudValue } from './nud-states.js';
import type { GetRouteRequest, RtRequest, SetNeighborRequest } from './requests.js';

/** Bytes that no single request exceeds. */
export const LONGEST_REQUEST = 256;

/** Appends one request, without NLM_F_ACK. */
export function encodeRequest(writer: MessageWriter, request: RtRequest, sequence: number): void {
  switch (request.type) {
    case 'set-neighbor':
      setNeighbor(writer, request, sequence);
      break;
    case 'delete-neighbor':
      writer.begin(uapi.RTM_DELNEIGH, uapi.NLM_F_REQUEST, sequence);
      ndmsg(writer, familyOf(request.address), request.ifindex, 0, 0);
      writer.attributeBytes(uapi.NDA_DST, ipAddressBytes(request.address));
      break;
    case 'get-neighbor':
      writer.begin(uapi.RTM_GETNEIGH, uapi.NLM_F_REQUEST, sequence);
      ndmsg(writer, familyOf(request.address), request.ifindex, 0, 0);
      writer.attributeBytes(uapi.NDA_DST, ipAddressBytes(request.address));
      break;
    case 'get-route':
      getRoute(writer, request, sequence);
      break;
    case 'get-nexthop':
      // struct nhmsg: family, scope, protocol, reserved, flags
      writer.begin(uapi.RTM_GETNEXTHOP, uapi.NLM_F_REQUEST, sequence);
      writer.u32(0).u32(0);
      writer.attributeU32(uapi.NHA_ID, request.id);
      break;
    case 'probe-neighbor-flag': {
      const family = request.family === 'ipv4' ? uapi.AF_INET : uapi.AF_INET6;
      writer.begin(uapi.RTM_NEWNEIGH, uapi.NLM_F_REQUEST | uapi.NLM_F_CREATE, sequence);
      ndmsg(writer, family, request.ifindex, 0, 0);
      writer.attributeU32(uapi.NDA_FLAGS_EXT, (1 << request.bit) >>> 0);
      break;
    }
  }
  writer.end();
}

/** Whether the kernel answers a request that succeeds. Writes it does not, unless NLM_F_ACK asks. */
export function isAnswered(request: RtRequest): boolean {
  return request.type.startsWith('get-');
}

function setNeighbor(writer: MessageWriter, request: SetNeighborRequest, sequence: number): void {
  const mode = request.createOnly ? uapi.NLM_F_EXCL : uapi.NLM_F_REPLACE;
  writer.begin(uapi.RTM_NEWNEIGH, uapi.NLM_F_REQUEST | uapi.NLM_F_CREATE | mode, sequence);
  const flags =
    (request.isExtLearned ? uapi.NTF_EXT_LEARNED : 0) |
    (request.isRouter ? uapi.NTF_ROUTER : 0) |
    (request.use ? uapi.NTF_USE : 0);
  ndmsg(writer, familyOf(request.address), request.ifindex, nudValue(request.state), flags);
  writer.attributeBytes(uapi.NDA_DST, ipAddressBytes(request.address));
  if (request.lladdr) writer.attributeBytes(uapi.NDA_LLADDR, macAddressBytes(request.lladdr));
  if (request.isManaged) writer.attributeU32(uapi.NDA_FLAGS_EXT, uapi.NTF_EXT_MANAGED);
  writer.attributeU8(uapi.NDA_PROTOCOL, request.protocol);
}

/** struct ndmsg */
function ndmsg(
  writer: MessageWriter,
  family: number,
  ifindex: number,
  state: number,
  flags: number,
): void {
  writer.u32(family).u32(ifindex).u16(state).u8(flags).u8(0);
}

/** struct rtmsg: family, dst_len, src_len, tos, table, protocol, scope, type, flags */
function getRoute(writer: MessageWriter, request: GetRouteRequest, sequence: number): void {
  const bits = familyOf(request.address) === uapi.AF_INET ? 32 : 128;
  writer.begin(uapi.RTM_GETROUTE, uapi.NLM_F_REQUEST, sequence);
  writer
    .u8(familyOf(request.address))
    .u8(bits)
    .u8(request.from ? bits : 0)
    .u8(0);
  writer.u32(0).u32(uapi.RTM_F_FIB_MATCH);
  writer.attributeBytes(uapi.RTA_DST, ipAddressBytes(request.address));
  if (request.from) writer.attributeBytes(uapi.RTA_SRC, ipAddressBytes(request.from));
  if (request.oif !== undefined) writer.attributeU32(uapi.RTA_OIF, request.oif);
  if (request.iif !== undefined) writer.attributeU32(uapi.RTA_IIF, request.iif);
  if (request.mark !== undefined) writer.attributeU32(uapi.RTA_MARK, request.mark);
}

function familyOf(address: IpAddress): number {
  return addressFamily(address) === 'ipv4' ? uapi.AF_INET : uapi.AF_INET6;
}

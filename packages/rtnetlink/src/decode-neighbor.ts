import {
  type IpAddress,
  ipAddressFromBytes,
  type MacAddress,
  macAddressFromBytes,
} from '@kith/net-types';

import { eachAttribute, u32 } from './attributes.js';
import * as uapi from './constants.js';
import { addressLength, toIfIndex } from './decode-values.js';
import { Malformed } from './malformed.js';
import type { NeighborMessage } from './messages.js';
import { nudState } from './nud-states.js';

const NDMSG_BYTES = 12;
const ETH_BYTES = 6;

/** struct ndmsg and NDA_*; undefined for rows that are not neighbors: FDB (AF_BRIDGE) and proxy entries. */
export function decodeNeighbor(
  buffer: Buffer,
  from: number,
  to: number,
): NeighborMessage | undefined {
  if (to - from < NDMSG_BYTES) throw new Malformed('ndmsg is cut short');
  const family = buffer[from] as number;
  const flags = buffer[from + 10] as number;
  if (family !== uapi.AF_INET && family !== uapi.AF_INET6) return undefined;
  if (flags & uapi.NTF_PROXY) return undefined;
  const state = nudState(buffer.readUInt16LE(from + 8));
  if (state === undefined) throw new Malformed(`NUD state ${buffer.readUInt16LE(from + 8)}`);

  let address: IpAddress | undefined;
  let lladdr: MacAddress | undefined;
  let protocol = 0;
  let extendedFlags = 0;
  eachAttribute(buffer, from + NDMSG_BYTES, to, (type, begin, end) => {
    if (type === uapi.NDA_DST) {
      if (end - begin !== addressLength(family)) throw new Malformed('NDA_DST of the wrong length');
      address = ipAddressFromBytes(buffer.subarray(begin, end));
    } else if (type === uapi.NDA_LLADDR) {
      // while it is being resolved the kernel may show zeros instead of leaving it out
      if (end > begin && !isZero(buffer, begin, end))
        lladdr = macAddressFromBytes(buffer.subarray(begin, end));
    } else if (type === uapi.NDA_PROTOCOL) protocol = end > begin ? (buffer[begin] as number) : 0;
    else if (type === uapi.NDA_FLAGS_EXT) extendedFlags = u32(buffer, begin, end);
  });
  if (address === undefined) throw new Malformed('a neighbor without NDA_DST');
  return {
    kind: 'neighbor',
    neighbor: {
      ifindex: toIfIndex(buffer.readInt32LE(from + 4)),
      address,
      ...(lladdr !== undefined && { lladdr }),
      state,
      isExtLearned: (flags & uapi.NTF_EXT_LEARNED) !== 0,
      isManaged: (extendedFlags & uapi.NTF_EXT_MANAGED) !== 0,
      isRouter: (flags & uapi.NTF_ROUTER) !== 0,
      protocol,
    },
  };
}

function isZero(buffer: Buffer, begin: number, end: number): boolean {
  if (end - begin !== ETH_BYTES) return false;
  for (let i = begin; i < end; i++) if (buffer[i] !== 0) return false;
  return true;
}

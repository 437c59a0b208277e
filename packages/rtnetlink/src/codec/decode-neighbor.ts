import type { Neighbor } from '@kith/net-types';

import type { NeighborMessage } from '../messages.js';
import { Attributes } from './attributes.js';
import { Malformed } from './malformed.js';
import { nudState } from './nud-state.js';
import { familyOf, requireIfIndex } from './read-address.js';
import {
  NDA_CACHEINFO,
  NDA_DST,
  NDA_FLAGS_EXT,
  NDA_LLADDR,
  NDA_PROTOCOL,
  NDMSG_LEN,
  NTF_EXT_LEARNED,
  NTF_EXT_MANAGED,
  NTF_PROXY,
  NTF_ROUTER,
} from './uapi.js';

const attributes = new Attributes();

/** struct ndmsg and what follows it. Undefined for forwarding entries of bridges and for proxy entries. */
export function decodeNeighbor(
  bytes: Buffer,
  start: number,
  end: number,
): NeighborMessage | undefined {
  const family = familyOf(bytes.readUInt8(start));
  const flags = bytes.readUInt8(start + 10);
  if (family === undefined || (flags & NTF_PROXY) !== 0) return undefined;

  const state = nudState(bytes.readUInt16LE(start + 8));
  if (state === undefined) throw new Malformed(`ndm_state ${bytes.readUInt16LE(start + 8)}`);
  attributes.parse(bytes, start + NDMSG_LEN, end);
  const address = attributes.ipAddress(NDA_DST, family);
  if (address === undefined) throw new Malformed('neighbor without an address');
  const lladdr = attributes.macAddress(NDA_LLADDR);
  // its first word: ndm_confirmed
  const confirmedAgo = attributes.u32(NDA_CACHEINFO);
  const ifindex = requireIfIndex(bytes.readUInt32LE(start + 4));
  const isExtLearned = (flags & NTF_EXT_LEARNED) !== 0;
  const isManaged = ((attributes.u32(NDA_FLAGS_EXT) ?? 0) & NTF_EXT_MANAGED) !== 0;
  const isRouter = (flags & NTF_ROUTER) !== 0;
  const protocol = attributes.u8(NDA_PROTOCOL) ?? 0;
  // each in one piece: what is added to an object later takes half as much room again
  const neighbor: Neighbor =
    lladdr === undefined
      ? { ifindex, address, state, isExtLearned, isManaged, isRouter, protocol }
      : { ifindex, address, state, isExtLearned, isManaged, isRouter, protocol, lladdr };
  return confirmedAgo === undefined
    ? { kind: 'neighbor', neighbor }
    : { kind: 'neighbor', neighbor, confirmedAgo };
}

import type { NexthopMessage, RouteLeg } from '../messages.js';
import { Attributes } from './attributes.js';
import { legOf } from './decode-leg.js';
import { Malformed } from './malformed.js';
import { familyOf, readIpAddress } from './read-address.js';
import {
  NEXTHOP_GRP_LEN,
  NHA_BLACKHOLE,
  NHA_GATEWAY,
  NHA_GROUP,
  NHA_ID,
  NHA_OIF,
  NHMSG_LEN,
} from './uapi.js';

const attributes = new Attributes();

/** struct nhmsg and what follows it. */
export function decodeNexthop(bytes: Buffer, start: number, end: number): NexthopMessage {
  attributes.parse(bytes, start + NHMSG_LEN, end);
  const id = attributes.u32(NHA_ID);
  if (id === undefined) throw new Malformed('nexthop without an id');
  const leg = readLeg(bytes.readUInt8(start), bytes.readUInt32LE(start + 4));
  return {
    kind: 'nexthop',
    id,
    members: readMembers(attributes.get(NHA_GROUP)),
    isBlackhole: attributes.has(NHA_BLACKHOLE),
    ...(leg && { leg }),
  };
}

function readLeg(familyNumber: number, flags: number): RouteLeg | undefined {
  const oif = attributes.u32(NHA_OIF);
  const gateway = attributes.get(NHA_GATEWAY);
  if (oif === undefined && gateway === undefined) return undefined;
  const family = familyOf(familyNumber);
  return legOf(oif, gateway && family && readIpAddress(gateway, family), flags);
}

/** struct nexthop_grp: id, weight. */
function readMembers(group: Buffer | undefined): number[] {
  const members: number[] = [];
  if (group === undefined) return members;
  if (group.length % NEXTHOP_GRP_LEN !== 0) throw new Malformed(`group of ${group.length} bytes`);
  for (let at = 0; at < group.length; at += NEXTHOP_GRP_LEN) members.push(group.readUInt32LE(at));
  return members;
}

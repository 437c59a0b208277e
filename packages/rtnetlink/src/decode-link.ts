import {
  type InterfaceAddress,
  type IpAddress,
  ipAddressFromBytes,
  type Link,
  type MacAddress,
  macAddressFromBytes,
} from '@kith/net-types';

import { eachAttribute, text, u32 } from './attributes.js';
import * as uapi from './constants.js';
import { addressLength, toFamily, toIfIndex } from './decode-values.js';
import { Malformed } from './malformed.js';
import type { AddressMessage, LinkMessage } from './messages.js';

const IFINFOMSG_BYTES = 16;
const IFADDRMSG_BYTES = 8;

/** struct ifinfomsg and IFLA_*; undefined for a family's own view of a link (AF_BRIDGE, AF_INET6). */
export function decodeLink(buffer: Buffer, from: number, to: number): LinkMessage | undefined {
  if (to - from < IFINFOMSG_BYTES) throw new Malformed('ifinfomsg is cut short');
  if (buffer[from] !== 0) return undefined;
  const flags = buffer.readUInt32LE(from + 8);
  let name = '';
  let mtu = 0;
  let lladdr: MacAddress | undefined;
  let master: number | undefined;
  let info: LinkInfo = {};
  eachAttribute(buffer, from + IFINFOMSG_BYTES, to, (type, begin, end) => {
    if (type === uapi.IFLA_IFNAME) name = text(buffer, begin, end);
    else if (type === uapi.IFLA_MTU) mtu = u32(buffer, begin, end);
    else if (type === uapi.IFLA_MASTER) master = u32(buffer, begin, end);
    else if (type === uapi.IFLA_LINKINFO) info = linkInfo(buffer, begin, end);
    else if (type === uapi.IFLA_ADDRESS && end > begin && end - begin <= 32) {
      lladdr = macAddressFromBytes(buffer.subarray(begin, end));
    }
  });
  const link: Link = {
    ifindex: toIfIndex(buffer.readInt32LE(from + 4)),
    name,
    ...(lladdr !== undefined && { lladdr }),
    mtu,
    isUp: (flags & uapi.IFF_UP) !== 0,
    hasCarrier: (flags & uapi.IFF_LOWER_UP) !== 0,
    isNoArp: (flags & uapi.IFF_NOARP) !== 0,
    isLoopback: (flags & uapi.IFF_LOOPBACK) !== 0,
    isPointToPoint: (flags & uapi.IFF_POINTOPOINT) !== 0,
    ...(master !== undefined && { master: toIfIndex(master) }),
    ...info,
  };
  return { kind: 'link', link };
}

type LinkInfo = Pick<Link, 'kind' | 'masterKind'>;

function linkInfo(buffer: Buffer, from: number, to: number): LinkInfo {
  let info: LinkInfo = {};
  eachAttribute(buffer, from, to, (type, begin, end) => {
    if (type === uapi.IFLA_INFO_KIND) info = { ...info, kind: text(buffer, begin, end) };
    if (type === uapi.IFLA_INFO_SLAVE_KIND)
      info = { ...info, masterKind: text(buffer, begin, end) };
  });
  return info;
}

// RT_SCOPE_*, include/uapi/linux/rtnetlink.h
const SCOPES: ReadonlyMap<number, InterfaceAddress['scope']> = new Map([
  [0, 'global'],
  [200, 'site'],
  [253, 'link'],
  [254, 'host'],
  [255, 'nowhere'],
]);

/** struct ifaddrmsg and IFA_*; undefined for families other than IPv4 and IPv6. */
export function decodeAddress(
  buffer: Buffer,
  from: number,
  to: number,
): AddressMessage | undefined {
  if (to - from < IFADDRMSG_BYTES) throw new Malformed('ifaddrmsg is cut short');
  const family = buffer[from] as number;
  if (family !== uapi.AF_INET && family !== uapi.AF_INET6) return undefined;
  let flags = buffer[from + 2] as number;
  let local: IpAddress | undefined;
  let address: IpAddress | undefined;
  eachAttribute(buffer, from + IFADDRMSG_BYTES, to, (type, begin, end) => {
    if (type === uapi.IFA_FLAGS) flags = u32(buffer, begin, end);
    if (type !== uapi.IFA_LOCAL && type !== uapi.IFA_ADDRESS) return;
    if (end - begin !== addressLength(family))
      throw new Malformed('an address of the wrong length');
    const value = ipAddressFromBytes(buffer.subarray(begin, end));
    // on a point-to-point link IFA_ADDRESS is the peer's and IFA_LOCAL ours
    if (type === uapi.IFA_LOCAL) local = value;
    else address = value;
  });
  const own = local ?? address;
  if (own === undefined) throw new Malformed(`an ${toFamily(family)} address without IFA_ADDRESS`);
  return {
    kind: 'address',
    address: {
      ifindex: toIfIndex(buffer.readUInt32LE(from + 4)),
      address: own,
      prefixLength: buffer[from + 1] as number,
      scope: SCOPES.get(buffer[from + 3] as number) ?? 'global',
      isTentative: (flags & uapi.IFA_F_TENTATIVE) !== 0,
      isDadFailed: (flags & uapi.IFA_F_DADFAILED) !== 0,
    },
  };
}

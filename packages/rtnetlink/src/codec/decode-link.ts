import type { LinkMessage } from '../messages.js';
import { Attributes } from './attributes.js';
import { Malformed } from './malformed.js';
import { readIfIndex, requireIfIndex } from './read-address.js';
import {
  AF_UNSPEC,
  IFF_LOOPBACK,
  IFF_LOWER_UP,
  IFF_NOARP,
  IFF_POINTOPOINT,
  IFF_UP,
  IFINFOMSG_LEN,
  IFLA_ADDRESS,
  IFLA_IFNAME,
  IFLA_INFO_KIND,
  IFLA_INFO_SLAVE_KIND,
  IFLA_LINKINFO,
  IFLA_MASTER,
  IFLA_MTU,
  IFLA_WIRELESS,
} from './uapi.js';

const attributes = new Attributes();
const info = new Attributes();

/**
 * struct ifinfomsg and what follows it. Undefined for what is not the state of a device: AF_BRIDGE speaks
 * of a port (a deleted port is no deleted device), IFLA_WIRELESS of an event, with few attributes.
 */
export function decodeLink(bytes: Buffer, start: number, end: number): LinkMessage | undefined {
  if (bytes[start] !== AF_UNSPEC) return undefined;
  attributes.parse(bytes, start + IFINFOMSG_LEN, end);
  if (attributes.has(IFLA_WIRELESS)) return undefined;
  const flags = bytes.readUInt32LE(start + 8);
  const name = attributes.text(IFLA_IFNAME);
  if (name === undefined) throw new Malformed('link without a name');

  const lladdr = attributes.macAddress(IFLA_ADDRESS);
  const master = readIfIndex(attributes.u32(IFLA_MASTER));
  const hasInfo = attributes.nested(IFLA_LINKINFO, info);
  const kind = hasInfo ? info.text(IFLA_INFO_KIND) : undefined;
  const masterKind = hasInfo ? info.text(IFLA_INFO_SLAVE_KIND) : undefined;
  return {
    kind: 'link',
    link: {
      ifindex: requireIfIndex(bytes.readUInt32LE(start + 4)),
      name,
      mtu: attributes.u32(IFLA_MTU) ?? 0,
      isUp: (flags & IFF_UP) !== 0,
      hasCarrier: (flags & IFF_LOWER_UP) !== 0,
      isNoArp: (flags & IFF_NOARP) !== 0,
      isLoopback: (flags & IFF_LOOPBACK) !== 0,
      isPointToPoint: (flags & IFF_POINTOPOINT) !== 0,
      ...(lladdr && { lladdr }),
      ...(master && { master }),
      ...(kind && { kind }),
      ...(masterKind && { masterKind }),
    },
  };
}

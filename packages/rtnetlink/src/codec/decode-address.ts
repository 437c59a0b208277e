import type { InterfaceAddress } from '@kith/net-types';

import type { AddressMessage } from '../messages.js';
import { Attributes } from './attributes.js';
import { Malformed } from './malformed.js';
import { familyOf, readIpAddress, requireIfIndex } from './read-address.js';
import {
  IFA_ADDRESS,
  IFA_F_DADFAILED,
  IFA_F_TENTATIVE,
  IFA_FLAGS,
  IFA_LOCAL,
  IFADDRMSG_LEN,
} from './uapi.js';

const attributes = new Attributes();

/** struct ifaddrmsg and what follows it. */
export function decodeAddress(
  bytes: Buffer,
  start: number,
  end: number,
): AddressMessage | undefined {
  const family = familyOf(bytes.readUInt8(start));
  if (family === undefined) return undefined;
  attributes.parse(bytes, start + IFADDRMSG_LEN, end);
  // on a point-to-point device IFA_ADDRESS is the other end
  const address = attributes.get(IFA_LOCAL) ?? attributes.get(IFA_ADDRESS);
  if (address === undefined) throw new Malformed('address message without an address');
  const flags = attributes.u32(IFA_FLAGS) ?? bytes.readUInt8(start + 2);
  return {
    kind: 'address',
    address: {
      ifindex: requireIfIndex(bytes.readUInt32LE(start + 4)),
      address: readIpAddress(address, family),
      prefixLength: bytes.readUInt8(start + 1),
      scope: scopeOf(bytes.readUInt8(start + 3)),
      isTentative: (flags & IFA_F_TENTATIVE) !== 0,
      isDadFailed: (flags & IFA_F_DADFAILED) !== 0,
    },
  };
}

/** RT_SCOPE_*; the numbers between global and link are an administrator's own, and narrower than global. */
function scopeOf(number: number): InterfaceAddress['scope'] {
  switch (number) {
    case 0:
      return 'global';
    case 253:
      return 'link';
    case 254:
      return 'host';
    case 255:
      return 'nowhere';
    default:
      return 'site';
  }
}

import type { IpAddress } from './ip-address.js';
import type { MacAddress } from './mac-address.js';

/** A network device's index in its namespace: 1 and up. */
export type IfIndex = number & { readonly __brand: 'IfIndex' };

/** @throws RangeError unless it is a positive 31-bit integer */
export function ifIndex(value: number): IfIndex {
  if (!Number.isInteger(value) || value < 1 || value > 0x7fffffff) {
    throw new RangeError(`${value} is not an interface index`);
  }
  return value as IfIndex;
}

/** A network device as the kernel shows it (include/uapi/linux/if_link.h). */
export interface Link {
  readonly ifindex: IfIndex;
  readonly name: string;
  /** Absent on devices without a link-layer address (tun, wireguard). */
  readonly lladdr?: MacAddress;
  readonly mtu: number;
  /** IFF_UP: administratively up. */
  readonly isUp: boolean;
  /** IFF_LOWER_UP: there is carrier. */
  readonly hasCarrier: boolean;
  /** IFF_NOARP: the device does no address resolution. */
  readonly isNoArp: boolean;
  readonly isLoopback: boolean;
  readonly isPointToPoint: boolean;
  /** The device that this one is a port of (bridge, bond, team, VRF). */
  readonly master?: IfIndex;
  /** IFLA_INFO_KIND: `veth`, `vxlan`, `vrf`; absent on physical devices. */
  readonly kind?: string;
  /** IFLA_INFO_SLAVE_KIND: the kind of its master (`bridge`, `bond`, `team`, `vrf`), where it has one. */
  readonly masterKind?: string;
}

/** An address of a device (include/uapi/linux/if_addr.h). */
export interface InterfaceAddress {
  readonly ifindex: IfIndex;
  readonly address: IpAddress;
  readonly prefixLength: number;
  /** RT_SCOPE_*: `global` carries traffic of other hosts. */
  readonly scope: 'global' | 'site' | 'link' | 'host' | 'nowhere';
  /** IFA_F_TENTATIVE: duplicate address detection has not ended; nothing can be sent from it. */
  readonly isTentative: boolean;
  /** IFA_F_DADFAILED: somebody else has it. */
  readonly isDadFailed: boolean;
}

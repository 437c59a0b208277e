import type { IpAddress } from './ip-address.js';
import type { IfIndex } from './link.js';

/** An address on a device whose L2 address is needed: the target itself when it is on-link, else a gateway. */
export interface NextHop {
  readonly ifindex: IfIndex;
  readonly address: IpAddress;
}

/** A gateway that some route of this host uses. */
export interface RouteGateway extends NextHop {
  /** A route of length 0 uses it. */
  readonly isDefault: boolean;
}

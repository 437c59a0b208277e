import { type IpAddress, ipAddress, type MacAddress, macAddress } from '@kith/net-types';

/** Every script has a lane of its own: a device, a network, a neighbor at the other end, and keys to write. */
export interface Lane {
  readonly number: number;
  /** `d7`; its other end is `p7`, with this MAC. */
  readonly device: string;
  readonly peer: string;
  readonly peerMac: MacAddress;
  /** Ours, of IPv4, with its length. */
  readonly own: string;
  /** Of the neighbor. */
  readonly hosts: readonly IpAddress[];
  /** What scripts write: live and dead neighbors, and addresses that nobody should write. */
  readonly keys: readonly IpAddress[];
}

export function lane(number: number): Lane {
  const v4 = (host: number): IpAddress => ipAddress(`10.1.${number}.${host}`);
  const v6 = (host: number): IpAddress => ipAddress(`fd00:${number.toString(16)}::${host}`);
  const hosts = [v4(2), v4(3), v6(2)];
  return {
    number,
    device: `d${number}`,
    peer: `p${number}`,
    peerMac: mac(0, number),
    own: `10.1.${number}.1/24`,
    hosts,
    keys: [
      ...hosts,
      // dead, our own, broadcast
      ...[v4(4), v6(4), v4(1), v4(255)],
      // not of this network, this host whatever the device, multicast
      ...['192.0.2.9', '127.0.0.1', '224.0.0.99', 'ff02::99'].map(ipAddress),
    ],
  };
}

/** A MAC that this lane alone has: `kind` 0 is its peer, 1 its own after a change, 2 nobody's. */
export function mac(kind: number, number: number): MacAddress {
  const hex = (value: number): string => value.toString(16).padStart(2, '0');
  return macAddress(`02:00:0${kind}:00:${hex(number >> 8)}:${hex(number & 255)}`);
}

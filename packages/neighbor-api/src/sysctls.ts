import type { ServiceIdentifier } from 'inversify';

/** A setting as sysctl(8) writes it: `net.ipv4.conf.eth0/100.arp_filter`; the slash stands for a dot of the device's name. */
export type SysctlName = string & { readonly __brand: 'SysctlName' };

/** `sysctlName('ipv4', 'conf', 'eth0.100', 'arp_filter')`: below `net`. */
export function sysctlName(...path: readonly string[]): SysctlName {
  return ['net', ...path.map((part) => part.replaceAll('.', '/'))].join('.') as SysctlName;
}

/** What was read of one key. */
export type SysctlReading =
  | { readonly kind: 'value'; readonly value: number }
  /** This kernel, network namespace or device has none of that name. */
  | { readonly kind: 'absent' }
  /** It cannot be read; why, in one line. */
  | { readonly kind: 'refused'; readonly error: string };

/** Numbers under /proc/sys/net, of the network namespace of this process. Implemented by kernel-state. */
export interface Sysctls {
  read(name: SysctlName): SysctlReading;
  /** Answers why it was refused, in one line; undefined = done. */
  write(name: SysctlName, value: number): string | undefined;
}

export const Sysctls = Symbol.for('@kith/neighbor-api/Sysctls') as ServiceIdentifier<Sysctls>;

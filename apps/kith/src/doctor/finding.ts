import type { SysctlName } from '@kith/neighbor-api';

import type { Facts } from './facts.js';

/**
 * `problem`: packets are dropped, or the agent does not start; `advice`: it does worse in some event; `unseen`: what
 * could not be looked at from here.
 */
export type Severity = 'problem' | 'advice' | 'unseen';

/** Something to mend; each part is one line. */
export interface Finding {
  readonly severity: Severity;
  readonly what: string;
  /** Devices, a setting, a config key, a process. */
  readonly where: string;
  /** What it leads to. */
  readonly why: string;
  /** The command, or what to set in the config. */
  readonly cure: string;
}

/** One topic. Pure: it judges facts and changes nothing. */
export interface Check {
  /** kebab-case. */
  readonly id: string;
  look(facts: Facts, read: Read): readonly Finding[];
  /** What holds where nothing was found; undefined where there was nothing to look at. */
  fine(facts: Facts, read: Read): string | undefined;
}

/** `read('ipv4', 'conf', 'eth0', 'arp_filter')`: a number under /proc/sys/net; undefined where there is none to be read. */
export type Read = (...path: readonly string[]) => number | undefined;

/** `sysctl -w net.ipv4.conf.eth0.arp_filter=0`, for any number of them. */
export function sysctlCommand(
  settings: readonly { readonly name: SysctlName; readonly to: number }[],
): string {
  return ['sysctl -w', ...settings.map(({ name, to }) => `${name}=${to}`)].join(' ');
}

/** `1 target`, `2 targets`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** The first few, and how many more there are. */
export function some(items: readonly string[], most = 3): string {
  const more = items.length > most ? [`${items.length - most} more`] : [];
  return [...items.slice(0, most), ...more].join(', ');
}

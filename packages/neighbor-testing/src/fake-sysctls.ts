import type { SysctlName, SysctlReading, Sysctls } from '@kith/neighbor-api';

/** Settings that a test fills; all others are absent. */
export class FakeSysctls implements Sysctls {
  readonly values = new Map<string, number>();
  /** Names that can be neither read nor written. */
  readonly unreadable = new Set<string>();
  /** /proc/sys is mounted read-only. */
  isReadOnly = false;
  /** What was written, oldest first: `net.ipv4.conf.eth1.arp_filter=0`. */
  readonly writes: string[] = [];

  constructor(values: Readonly<Record<string, number>> = {}) {
    for (const [name, value] of Object.entries(values)) this.values.set(name, value);
  }

  read(name: SysctlName): SysctlReading {
    if (this.unreadable.has(name)) {
      return { kind: 'refused', error: `${name} cannot be read (EACCES)` };
    }
    const value = this.values.get(name);
    return value === undefined ? { kind: 'absent' } : { kind: 'value', value };
  }

  write(name: SysctlName, value: number): string | undefined {
    if (this.isReadOnly) return `${name} cannot be set to ${value} (EROFS)`;
    if (!this.values.has(name)) return `${name} cannot be set to ${value} (ENOENT)`;
    this.values.set(name, value);
    this.writes.push(`${name}=${value}`);
    return undefined;
  }
}

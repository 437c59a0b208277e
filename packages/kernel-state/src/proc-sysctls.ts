import { readFileSync, writeFileSync } from 'node:fs';

import type { SysctlName, SysctlReading, Sysctls } from '@kith/neighbor-api';

/** The files under /proc/sys: no disk is behind them, so nothing waits. */
export class ProcSysctls implements Sysctls {
  constructor(private readonly root = '/proc/sys') {}

  read(name: SysctlName): SysctlReading {
    try {
      const text = readFileSync(this.file(name), 'utf8').trim();
      const value = Number(text);
      return text !== '' && Number.isInteger(value)
        ? { kind: 'value', value }
        : { kind: 'refused', error: `${name} is "${text}", not a number` };
    } catch (error) {
      const { code = String(error) } = error as NodeJS.ErrnoException;
      return code === 'ENOENT'
        ? { kind: 'absent' }
        : { kind: 'refused', error: `${name} cannot be read (${code})` };
    }
  }

  write(name: SysctlName, value: number): string | undefined {
    try {
      // not to be created where there is none
      writeFileSync(this.file(name), `${value}\n`, { flag: 'r+' });
      return undefined;
    } catch (error) {
      const { code = String(error) } = error as NodeJS.ErrnoException;
      return `${name} cannot be set to ${value} (${code})`;
    }
  }

  private file(name: SysctlName): string {
    const parts = name.split('.').map((part) => part.replaceAll('/', '.'));
    return [this.root, ...parts].join('/');
  }
}

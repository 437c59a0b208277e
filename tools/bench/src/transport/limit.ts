import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { type Host, type Lab, runCommand } from '@kith/lab';

import { DEVICES, FIRST } from './range.js';
import { readSample, type Sample } from './sample.js';

const SOURCES = path.join(import.meta.dirname, '../../native');

/** `batched`: as fast as the kernel allows. `serial`: one request, one acknowledgment, as most agents do. */
export type LimitMode = 'batched' | 'serial';

/** The C program of `native/`, in a host. */
export class Limit {
  private constructor(
    private readonly host: Host,
    private readonly program: string,
  ) {}

  /** Compiles it; it goes with the lab. @throws Error where there is no C compiler */
  static async build(lab: Lab, host: Host): Promise<Limit> {
    const program = path.join(await lab.folder(), 'limit');
    const names = (await readdir(SOURCES)).filter((name) => name.endsWith('.c'));
    const files = names.map((name) => path.join(SOURCES, name));
    try {
      await runCommand(['gcc', '-std=c11', '-O2', '-Wall', '-Wextra', '-o', program, ...files]);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
      const cure = 'install gcc and libc6-dev';
      throw new Error(`the C limit cannot be built: there is no gcc; ${cure}`, { cause });
    }
    return new Limit(host, program);
  }

  write(mode: LimitMode, count: number): Promise<Sample> {
    return this.run('write', mode, count, count);
  }

  delete(mode: LimitMode, count: number): Promise<Sample> {
    return this.run('delete', mode, count, count);
  }

  /** Lists and decodes the table; `count` entries with our mark must be there. */
  dump(count: number): Promise<Sample> {
    return this.run('dump', 'batched', count, count);
  }

  /** Asks for the next hops of `count` addresses over each device. */
  route(mode: LimitMode, count: number): Promise<Sample> {
    return this.run('route', mode, count, count * DEVICES.length, DEVICES);
  }

  private async run(
    command: string,
    mode: LimitMode,
    count: number,
    expected: number,
    devices: readonly string[] = DEVICES.slice(0, 1),
  ): Promise<Sample> {
    const args = [command, mode, String(count), FIRST, ...devices];
    const { stdout } = await this.host.exec([this.program, ...args]);
    return readSample(stdout, expected, `limit ${args.join(' ')}`);
  }
}

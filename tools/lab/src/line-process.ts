import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A child process that is listened to, line by line, until it is stopped. */
export class LineProcess {
  readonly pid: number;
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly closed: Promise<unknown>;

  constructor(command: readonly string[], onLine: (line: string) => void) {
    const [file = '', ...args] = command;
    this.child = spawn(file, args, {
      env: { ...process.env, TZ: 'UTC' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (this.child.pid === undefined) throw new Error(`cannot start ${command.join(' ')}`);
    this.pid = this.child.pid;
    this.closed = once(this.child, 'close');
    createInterface({ input: this.child.stdout }).on('line', onLine);
  }

  /** Resolves when the process is gone and its last line was read. Idempotent. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.closed;
  }
}

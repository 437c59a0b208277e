import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

import { eventually, slowness } from '@kith/lab';

/** As much of a server's log is kept for errors. */
const KEPT_LOG = 16_384;
/** A server that does not end by itself within this is ended. */
const END_WITHIN_MS = 5_000;

/** A server that runs until it is stopped. */
export class ServerProcess {
  private readonly child: ChildProcessByStdio<null, Readable, Readable>;
  private readonly closed: Promise<void>;
  private hasEnded = false;
  private output = '';

  constructor(
    private readonly name: string,
    command: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ) {
    const [file = '', ...args] = command;
    this.child = spawn(file, args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => this.keep(text));
    }
    this.closed = new Promise<void>((resolve) => {
      this.child.once('close', resolve);
      // it cannot be started: `answers` tells why
      this.child.once('error', (error) => {
        this.keep(`${error.message}\n`);
        resolve();
      });
    }).then(() => {
      this.hasEnded = true;
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The end of what it printed. */
  get log(): string {
    return this.output;
  }

  /** Waits until `check` holds. @throws Error with the end of the log, also as soon as the process has ended */
  async answers(check: () => unknown, within = 60_000): Promise<void> {
    try {
      await eventually(() => this.hasEnded || check(), {
        within,
        describe: `${this.name} answers`,
      });
    } catch (error) {
      throw new Error(`${String(error)}; its log ends:\n${this.log}`, { cause: error });
    }
    if (this.hasEnded) throw new Error(`${this.name} ended; its log ends:\n${this.log}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Has it end, and waits for that; idempotent. */
  async stop(): Promise<void> {
    this.signal('SIGTERM');
    // one that was paused cannot end
    this.signal('SIGCONT');
    const timer = setTimeout(() => this.signal('SIGKILL'), END_WITHIN_MS * slowness);
    await this.closed;
    clearTimeout(timer);
  }

  /** Ends it as a power cut does, and waits for that; idempotent. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.closed;
  }

  private keep(text: string): void {
    this.output = (this.output + text).slice(-KEPT_LOG);
  }
}

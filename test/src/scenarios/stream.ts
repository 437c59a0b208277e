import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { expect } from '@jest/globals';
import { eventually, type Host } from '@kith/lab';

const PROGRAM = path.join(import.meta.dirname, '../../programs/stream.mjs');

/** Datagrams that have to arrive before and after, so that what is lost in between is seen. */
const AROUND = 300;

/** How long the last ones may be on their way, with a busy machine. */
const UNDERWAY_MS = 2000;

/** How many datagrams were lost on their way to `address` while `run` ran and soon after, and how many were sent. */
export async function lostWhile(
  from: Host,
  to: Host,
  address: string,
  run: () => Promise<void>,
): Promise<{ readonly lost: number; readonly sent: number }> {
  const receiver = await Side.start(to, 'receive', address);
  try {
    const sender = await Side.start(from, 'send', address);
    try {
      await receiver.sees(AROUND);
      await run();
      await receiver.sees(receiver.count + AROUND);
    } finally {
      await sender.end();
    }
    const sent = sender.count;
    // what does not arrive is counted below
    await receiver.sees(sent, UNDERWAY_MS).catch(() => undefined);
    return { sent, lost: sent - receiver.count };
  } finally {
    await receiver.end();
  }
}

class Side {
  /** The latest line that it printed, and what it began to print after it. */
  private printed = '';
  private rest = '';
  private readonly exit: Promise<unknown>;

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    this.exit = once(child, 'close');
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (this.rest + text).split('\n');
      this.rest = lines.pop() ?? '';
      this.printed = lines.at(-1) ?? this.printed;
    });
  }

  /** Resolves once it listens, or sends. */
  static async start(host: Host, role: 'receive' | 'send', address: string): Promise<Side> {
    const [file = '', ...args] = host.command([process.execPath, PROGRAM, role, address]);
    const child = spawn(file, args, { stdio: 'pipe' });
    const side = new Side(child);
    await Promise.race([once(child.stdout, 'data'), side.exit]);
    if (side.printed === '') throw new Error(`${role} ${address} ended`);
    return side;
  }

  /** How many datagrams it saw or, once it ended, sent. */
  get count(): number {
    return Number(this.printed) || 0;
  }

  async sees(count: number, within?: number): Promise<void> {
    await eventually(() => expect(this.count).toBeGreaterThanOrEqual(count), {
      ...(within !== undefined && { within }),
    });
  }

  async end(): Promise<void> {
    this.child.stdin.end();
    await this.exit;
  }
}

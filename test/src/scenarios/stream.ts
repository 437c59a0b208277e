import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { expect } from '@jest/globals';
import { eventually, type Host } from '@kith/lab';

const PROGRAM = path.join(import.meta.dirname, '../../programs/stream.mjs');

/** Datagrams that have to arrive before and after, so that what is lost in between is seen. */
const AROUND = 300;

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
    let sent: number;
    try {
      await receiver.sees(AROUND);
      await run();
      await receiver.sees(receiver.seen + AROUND);
    } finally {
      sent = await sender.end();
    }
    return { sent, lost: sent - (await receiver.end()) };
  } finally {
    await receiver.end();
  }
}

class Side {
  private readonly lines: string[] = [];
  private readonly exit: Promise<unknown>;

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    this.exit = once(child, 'close');
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.lines.push(text));
  }

  /** Resolves once it listens, or sends. */
  static async start(host: Host, role: 'receive' | 'send', address: string): Promise<Side> {
    const [file = '', ...args] = host.command([process.execPath, PROGRAM, role, address]);
    const child = spawn(file, args, { stdio: 'pipe' });
    const side = new Side(child);
    await Promise.race([once(child.stdout, 'data'), side.exit]);
    if (side.lines.length === 0) throw new Error(`${role} ${address} ended`);
    return side;
  }

  get seen(): number {
    return Number(this.lines.join('').trim().split('\n').at(-1)) || 0;
  }

  async sees(count: number): Promise<void> {
    await eventually(() => expect(this.seen).toBeGreaterThanOrEqual(count));
  }

  /** Ends it. Answers how many datagrams it saw. */
  async end(): Promise<number> {
    this.child.stdin.end();
    await this.exit;
    return this.seen;
  }
}

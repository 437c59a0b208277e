import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

import type { Host } from '@kith/lab';
import type {
  DumpRow,
  DumpTable,
  Notification,
  RtGroup,
  RtMessage,
  RtRequest,
} from '@kith/rtnetlink';

const SCRIPT = path.join(import.meta.dirname, 'serve-client.mjs');

/** RtResult as JSON leaves it. */
export interface PlainResult {
  readonly ok: boolean;
  readonly answer?: RtMessage;
  readonly error?: {
    readonly details: { readonly code: string; readonly extAck?: string; readonly offset?: number };
  };
}

interface Line {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: string;
  readonly burst?: readonly Notification[];
  readonly lost?: string;
}

/** An rtnetlink client in a host: a process of its own, since none can change its network namespace. */
export class ClientProcess {
  /** What it was notified of so far, in order. */
  readonly notifications: Notification[] = [];
  readonly losses: string[] = [];
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown[]>;
  private readonly calls = new Map<number, (line: Line) => void>();
  private count = 0;

  constructor(host: Host) {
    const [file = '', ...args] = host.command([process.execPath, SCRIPT]);
    this.child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.closed = once(this.child, 'close');
    if (this.child.stdout === null) throw new Error('no pipe');
    createInterface({ input: this.child.stdout }).on('line', (text) =>
      this.heard(JSON.parse(text) as Line),
    );
  }

  dump<T extends DumpTable>(table: T): Promise<readonly DumpRow<T>[]> {
    return this.call('dump', table) as Promise<readonly DumpRow<T>[]>;
  }

  request(requests: readonly RtRequest[]): Promise<readonly PlainResult[]> {
    return this.call('request', requests) as Promise<readonly PlainResult[]>;
  }

  async subscribe(...groups: readonly RtGroup[]): Promise<void> {
    await this.call('subscribe', groups);
  }

  isDrained(): Promise<boolean> {
    return this.call('isDrained') as Promise<boolean>;
  }

  /** Closes the client. @returns the exit code of the process, once nothing keeps it alive any more; idempotent */
  async close(): Promise<number | null> {
    this.child.stdin?.end();
    const [code] = await this.closed;
    return code as number | null;
  }

  private call(method: string, ...args: readonly unknown[]): Promise<unknown> {
    const id = ++this.count;
    this.child.stdin?.write(`${JSON.stringify([id, method, ...args])}\n`);
    return new Promise((resolve, reject) => {
      this.calls.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result);
        else reject(new Error(error));
      });
    });
  }

  private heard(line: Line): void {
    if (line.burst) this.notifications.push(...line.burst);
    else if (line.lost !== undefined) this.losses.push(line.lost);
    else if (line.id !== undefined) {
      this.calls.get(line.id)?.(line);
      this.calls.delete(line.id);
    }
  }
}

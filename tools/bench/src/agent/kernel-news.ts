import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { EventLog, eventually, type Host } from '@kith/lab';

export type RouteChange = readonly [
  action: 'add' | 'replace' | 'del',
  prefix: string,
  gateway: string,
  device: string,
];

/** What takes added routes away again. */
export function removalOf(routes: readonly RouteChange[]): readonly RouteChange[] {
  return routes.map(([, ...route]): RouteChange => ['del', ...route]);
}

export interface NeighborNews {
  readonly address: string;
  /** `valid`: there is a MAC to send to. */
  readonly kind: 'valid' | 'other' | 'deleted';
  /** When it was heard; milliseconds since the epoch. */
  readonly time: number;
}

/** What the kernel's table holds of our entries on a device. */
export interface Entries {
  readonly written: number;
  readonly valid: number;
  readonly time: number;
}

type Answer = Readonly<Record<string, unknown>>;

const SCRIPT = path.join(import.meta.dirname, '../../bin/kernel-news.py');
/** `neighbor-writer.protocol`. */
const MARK = 75;
/** Many times what any goal allows. */
const WITHIN_MS = 10_000;

/**
 * One process in a host that both changes routes and hears what the kernel announces of neighbors, so that cause and
 * effect are timed by one clock, and no start of an `ip` is in between. It asks for nothing while it listens.
 */
export class KernelNews {
  private readonly news = new EventLog<NeighborNews>();
  private readonly answers = new EventLog<Answer>();
  private asked = 0;
  private readonly child: ChildProcess;

  private constructor(host: Host) {
    const [file = '', ...args] = host.command(['python3', SCRIPT]);
    this.child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    if (this.child.stdout === null) throw new Error('no stdout');
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      const document = JSON.parse(line) as Answer;
      if ('address' in document) this.news.add(document as unknown as NeighborNews);
      else this.answers.add({ ...document, turn: this.asked });
    });
  }

  /** Resolves once it listens. To be stopped by the caller; it also ends when this process does. */
  static async start(host: Host): Promise<KernelNews> {
    const news = new KernelNews(host);
    await news.answers.until(({ ready }) => ready === true);
    return news;
  }

  /** Changes routes, and gives the time just before the kernel was told. */
  async route(...changes: readonly RouteChange[]): Promise<number> {
    const { sent } = await this.ask({ routes: changes });
    return sent as number;
  }

  /** Of which neighbors news are to be had from now on, and only of these. */
  async watch(...addresses: readonly string[]): Promise<void> {
    await this.ask({ watch: addresses });
  }

  /** When the first news of this kind about a neighbor was heard after `since`; Infinity where it did not come. */
  async when(address: string, kind: NeighborNews['kind'], since: number): Promise<number> {
    const isIt = (n: NeighborNews) => n.address === address && n.kind === kind && n.time >= since;
    return this.news.until(isIt, WITHIN_MS).then(
      ({ time }) => time,
      () => Infinity,
    );
  }

  /** Lists the kernel's table: 1 ms per thousand rows, in which nothing is heard. */
  async entries(device = 'eth0'): Promise<Entries> {
    return (await this.ask({ count: device, mark: MARK })) as unknown as Entries;
  }

  /** The first look at the table, again and again, at which it is so: late by a tenth of the wait at most. */
  async untilEntries(
    describe: string,
    isSo: (entries: Entries) => boolean,
    within = 60_000,
  ): Promise<Entries> {
    let entries: Entries = { written: 0, valid: 0, time: 0 };
    await eventually(
      async () => {
        entries = await this.entries();
        if (!isSo(entries)) throw new Error(`${entries.written} written, ${entries.valid} valid`);
      },
      { within, describe },
    );
    return entries;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.stdin?.end();
    await exited;
  }

  private ask(question: object): Promise<Answer> {
    const turn = ++this.asked;
    this.child.stdin?.write(`${JSON.stringify(question)}\n`);
    return this.answers.until((answer) => answer['turn'] === turn);
  }
}

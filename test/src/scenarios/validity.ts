import type { Host, NeighborMonitor, NeighborRow } from '@kith/lab';

/** States with which `bpf_fib_lookup` takes an entry. */
const VALID = new Set(['REACHABLE', 'STALE', 'DELAY', 'PROBE', 'PERMANENT', 'NOARP']);

/** Watches that entries are valid all the time: by what the kernel announces, and by looking, over and over. */
export class Validity {
  /** How often the table was looked at. */
  samples = 0;
  private readonly lapses = new Set<string>();
  private isOver = false;
  private sampling: Promise<void> = Promise.resolve();

  private constructor(
    private readonly host: Host,
    private readonly monitor: NeighborMonitor,
    private readonly addresses: readonly string[],
  ) {}

  static async watch(host: Host, ...addresses: readonly string[]): Promise<Validity> {
    const watch = new Validity(host, await host.monitor(), addresses);
    watch.sampling = watch.sample();
    return watch;
  }

  /** Ends it. Answers each moment in which one was not valid: who saw it, and what. */
  async over(): Promise<readonly string[]> {
    this.isOver = true;
    await this.sampling;
    for (const event of this.monitor.events) {
      if (!this.addresses.includes(event.address)) continue;
      if (event.kind === 'deleted') this.lapses.add(`announced: ${event.address} deleted`);
      else if (!isValid(event)) this.lapses.add(`announced: ${event.address} ${event.state}`);
    }
    return [...this.lapses];
  }

  private async sample(): Promise<void> {
    while (!this.isOver) {
      const rows = await this.host.neighbors();
      for (const address of this.addresses) {
        const row = rows.find((candidate) => candidate.address === address);
        if (!row) this.lapses.add(`seen: ${address} absent`);
        else if (!isValid(row)) this.lapses.add(`seen: ${address} ${row.state}`);
      }
      this.samples++;
    }
  }
}

function isValid({ state, lladdr }: NeighborRow): boolean {
  return lladdr !== undefined && VALID.has(state);
}

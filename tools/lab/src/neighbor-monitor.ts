import { readFile } from 'node:fs/promises';

import { EventLog } from './event-log.js';
import { eventually } from './eventually.js';
import { LineProcess } from './line-process.js';
import { type NeighborEvent, parseMonitorLine } from './parse-neighbors.js';

/** What the kernel announces about the neighbors of a host (`ip monitor neigh`). */
export class NeighborMonitor {
  private readonly log = new EventLog<NeighborEvent>();
  private readonly process: LineProcess;

  private constructor(namespace: string) {
    this.process = new LineProcess(['ip', '-n', namespace, '-ts', 'monitor', 'neigh'], (line) => {
      const event = parseMonitorLine(line);
      if (event !== undefined) this.log.add(event);
    });
  }

  /** Resolves once it listens: what happens from then on is seen. */
  static async start(namespace: string): Promise<NeighborMonitor> {
    const monitor = new NeighborMonitor(namespace);
    await eventually(() => isSubscribed(monitor.process.pid), { describe: 'ip monitor listens' });
    return monitor;
  }

  get events(): readonly NeighborEvent[] {
    return this.log.all;
  }

  /** The first matching event, seen already or still to come; rejects after `within` milliseconds. */
  until(matches: (event: NeighborEvent) => boolean, within?: number): Promise<NeighborEvent> {
    return this.log.until(matches, within);
  }

  stop(): Promise<void> {
    return this.process.stop();
  }
}

/** `ip monitor` says nothing when it is ready, the kernel does: its socket has joined a group. */
async function isSubscribed(pid: number): Promise<boolean> {
  const table = await readFile(`/proc/${pid}/net/netlink`, 'utf8');
  return table
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .some(([, , portId, groups]) => portId === String(pid) && groups !== '00000000');
}

/** A row of the neighbor table as iproute2 shows it. */
export interface NeighborRow {
  readonly address: string;
  readonly device: string;
  /** Absent while there is none. */
  readonly lladdr?: string;
  /** `REACHABLE`, ...; `NONE` for a row that iproute2 shows without a state. */
  readonly state: string;
  /** Of `router`, `proxy`, `managed`, `extern_learn`, `offload`, `extern_valid`, in the order of iproute2. */
  readonly flags: readonly string[];
  /** By name where iproute2 knows one (`zebra`), else the number; absent for none. */
  readonly protocol?: string;
}

/** A change as `ip monitor neigh` shows it. */
export interface NeighborEvent extends NeighborRow {
  readonly kind: 'new' | 'deleted';
  /** Milliseconds since the epoch. */
  readonly time: number;
}

const NAMED = new Set(['dst', 'dev', 'lladdr', 'state', 'protocol']);
const STATES = new Set([
  'NONE',
  'INCOMPLETE',
  'REACHABLE',
  'STALE',
  'DELAY',
  'PROBE',
  'FAILED',
  'NOARP',
  'PERMANENT',
]);

interface JsonRow {
  readonly dst: string;
  readonly dev: string;
  readonly lladdr?: string;
  readonly state?: readonly string[];
  readonly protocol?: string;
  /** Flags are keys with the value null. */
  readonly [flag: string]: unknown;
}

/** Reads the output of `ip -j neigh show`. */
export function parseNeighborJson(text: string): readonly NeighborRow[] {
  const rows = JSON.parse(text.trim() || '[]') as readonly JsonRow[];
  return rows.map((row) => ({
    address: row.dst,
    device: row.dev,
    ...(row.lladdr === undefined ? {} : { lladdr: row.lladdr }),
    state: row.state?.[0] ?? 'NONE',
    flags: Object.keys(row).filter((name) => !NAMED.has(name)),
    ...(row.protocol === undefined ? {} : { protocol: row.protocol }),
  }));
}

/** Reads a line of `ip -ts monitor neigh` in UTC; undefined for one that is not about a neighbor's address. */
export function parseMonitorLine(line: string): NeighborEvent | undefined {
  const [, time, deleted, address, rest] =
    /^\[(\S+)\] (Deleted )?([0-9a-f.:]+) (dev .*)$/.exec(line.trim()) ?? [];
  if (time === undefined || address === undefined || rest === undefined) return undefined;
  const words = rest.split(' ');
  const after = (name: string): string | undefined => words[words.indexOf(name) + 1];
  const lladdr = words.includes('lladdr') ? after('lladdr') : undefined;
  const protocol = words.includes('proto') ? after('proto') : undefined;
  const values = new Set(['dev', after('dev'), 'lladdr', lladdr, 'proto', protocol]);
  return {
    kind: deleted === undefined ? 'new' : 'deleted',
    time: Date.parse(`${time}Z`),
    address,
    device: after('dev') ?? '',
    ...(lladdr === undefined ? {} : { lladdr }),
    state: words.find((word) => STATES.has(word)) ?? 'NONE',
    flags: words.filter((word) => word !== '' && !values.has(word) && !STATES.has(word)),
    ...(protocol === undefined ? {} : { protocol }),
  };
}

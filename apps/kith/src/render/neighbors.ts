import type { NeighborDocument } from '@kith/introspection';
import type { NeighborStatus } from '@kith/neighbor-api';

import type { Terminal } from '../cli/terminal.js';
import { age } from './age.js';
import type { Color } from './paint.js';
import { table } from './table.js';

const STATUS_COLORS: Readonly<Record<NeighborStatus, Color>> = {
  pending: 'yellow',
  resolving: 'yellow',
  resolved: 'green',
  unresolved: 'red',
  parked: 'red',
  foreign: 'cyan',
  error: 'red',
};

export function statusColor(status: NeighborStatus): Color {
  return STATUS_COLORS[status];
}

/** `kith neighbors`, for a person. */
export async function renderNeighbors(
  document: { readonly neighbors: readonly NeighborDocument[] },
  terminal: Terminal,
  now: Date,
): Promise<string> {
  if (document.neighbors.length === 0) return 'No neighbors are wanted; see kith targets.\n';
  return table(
    document.neighbors,
    [
      { title: 'DEVICE', value: (row) => row.device },
      { title: 'ADDRESS', value: (row) => row.address, isWhole: true },
      { title: 'LLADDR', value: (row) => row.lladdr ?? '-', dispensable: 1 },
      { title: 'STATE', value: (row) => row.state, dispensable: 2 },
      { title: 'STATUS', value: (row) => row.status, color: (row) => statusColor(row.status) },
      { title: 'AGE', value: (row) => age(row.since, now), dispensable: 3 },
      { title: 'FLAGS', value: (row) => row.flags.join(' '), isFlexible: true, dispensable: 5 },
      { title: 'FOR', value: wantedFor, isFlexible: true, dispensable: 4 },
    ],
    terminal,
  );
}

function wantedFor({ targets, error }: NeighborDocument): string {
  if (error !== undefined) return error;
  if (targets.length === 0) return '(being replaced)';
  return targets.map(({ address, owners }) => `${address} (${owners.join(', ')})`).join(', ');
}

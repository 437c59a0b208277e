import type { Neighbor } from '@kith/net-types';

import type { Terminal } from '../cli/terminal.js';
import { table } from './table.js';

/** `kith cleanup --json`: the entries that carry our mark, and what became of each. */
export interface CleanupDocument {
  readonly mark: number;
  readonly isDryRun: boolean;
  readonly entries: readonly CleanupEntry[];
}

export interface CleanupEntry extends Pick<Neighbor, 'ifindex' | 'address' | 'lladdr' | 'state'> {
  readonly device: string;
  readonly result: 'would be removed' | 'removed' | 'failed';
  /** With result `failed`. */
  readonly error?: string;
}

/** `kith cleanup`, for a person. */
export async function renderCleanup(
  { mark, isDryRun, entries }: CleanupDocument,
  terminal: Terminal,
): Promise<string> {
  if (entries.length === 0)
    return `Nothing to remove: no entry carries our mark (proto ${mark}).\n`;
  const removed = entries.filter(({ result }) => result === 'removed').length;
  return [
    await table(
      entries,
      [
        { title: 'DEVICE', value: (row) => row.device },
        { title: 'ADDRESS', value: (row) => row.address, isWhole: true },
        { title: 'LLADDR', value: (row) => row.lladdr ?? '-', dispensable: 1 },
        { title: 'STATE', value: (row) => row.state, dispensable: 2 },
        {
          title: 'RESULT',
          value: (row) => row.error ?? row.result,
          color: (row) => (row.error === undefined ? undefined : 'red'),
          isFlexible: true,
        },
      ],
      terminal,
    ),
    isDryRun
      ? `\n${entries.length} would be removed.\n`
      : `\n${removed} of ${entries.length} removed.\n`,
  ].join('');
}

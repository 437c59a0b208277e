import type { IfIndex, IpAddress, MacAddress } from '@kith/net-types';

import type { Terminal } from '../cli/terminal.js';
import { table } from './table.js';

/** `kith cleanup --migrate-permanent --json`: PERMANENT entries, and what became of each. */
export interface MigrationDocument {
  readonly isDryRun: boolean;
  readonly entries: readonly Migration[];
}

export interface Migration {
  readonly device: string;
  readonly ifindex: IfIndex;
  readonly address: IpAddress;
  /** Where it answered from, if it was asked and did. */
  readonly lladdr: MacAddress;
  readonly result: 'would be checked' | 'converted' | 'removed' | 'failed';
  /** With result `failed`. */
  readonly error?: string;
}

const MEANING: Readonly<Record<Migration['result'], string>> = {
  'would be checked': 'would be ours if it answers, else removed',
  converted: 'answers: ours now',
  removed: 'does not answer: removed',
  failed: 'failed',
};

/** `kith cleanup --migrate-permanent`, for a person. */
export async function renderMigration(
  { isDryRun, entries }: MigrationDocument,
  terminal: Terminal,
): Promise<string> {
  if (entries.length === 0) return 'Nothing to migrate: no PERMANENT entry on these devices.\n';
  const count = (result: Migration['result']): number =>
    entries.filter((entry) => entry.result === result).length;
  return [
    await table(
      entries,
      [
        { title: 'DEVICE', value: (row) => row.device },
        { title: 'ADDRESS', value: (row) => row.address, isWhole: true },
        { title: 'LLADDR', value: (row) => row.lladdr, dispensable: 1 },
        {
          title: 'RESULT',
          value: (row) => row.error ?? MEANING[row.result],
          color: (row) => (row.error === undefined ? undefined : 'red'),
          isFlexible: true,
        },
      ],
      terminal,
    ),
    isDryRun
      ? `\n${entries.length} would be checked.\n`
      : `\n${count('converted')} converted, ${count('removed')} removed, ${count('failed')} failed.\n`,
  ].join('');
}

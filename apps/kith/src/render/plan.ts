import type { AppliedWrite, PendingWrite, TargetReport } from '@kith/neighbor-api';

import type { Terminal } from '../cli/terminal.js';
import { table } from './table.js';

const ACTIONS = {
  set: { word: 'write', color: 'green' },
  delete: { word: 'delete', color: 'red' },
  restate: { word: 'check', color: 'yellow' },
} as const;

export interface Plan {
  readonly writes: readonly PendingWrite[];
  /** Targets without a next hop. */
  readonly skipped: readonly TargetReport[];
  /** Capabilities of the kernel that could not be asked for. */
  readonly assumed: readonly string[];
}

/** `kith plan`, for a person. */
export async function renderPlan(
  { writes, skipped, assumed }: Plan,
  terminal: Terminal,
): Promise<string> {
  const notServed = skipped.map(
    ({ address, owners, skipped: why }) =>
      `not served: ${address} (${owners.join(', ')}): ${why ?? ''}\n`,
  );
  const notSure =
    assumed.length > 0
      ? [`assumed of this kernel: ${assumed.join(', ')} (it tells with CAP_NET_ADMIN only)\n`]
      : [];
  const remarks = [...notServed, ...notSure];
  const rest = remarks.length > 0 ? ['\n', ...remarks].join('') : '';
  if (writes.length === 0) return `Nothing to do: the table is as it should be.\n${rest}`;
  return (await writesTable(writes, terminal)) + rest;
}

function writesTable(writes: readonly PendingWrite[], terminal: Terminal): Promise<string> {
  return table(
    writes,
    [
      {
        title: 'ACTION',
        value: ({ write }) => ACTIONS[write.kind].word,
        color: ({ write }) => ACTIONS[write.kind].color,
      },
      { title: 'DEVICE', value: (row) => row.device },
      { title: 'ADDRESS', value: ({ write }) => write.address, isWhole: true },
      { title: 'AS', value: ({ write }) => entryWords(write), dispensable: 2 },
      { title: 'WHY', value: (row) => row.reason, isFlexible: true, dispensable: 1 },
    ],
    terminal,
  );
}

function entryWords(write: AppliedWrite): string {
  if (write.kind === 'delete') return '-';
  const words = [
    ...(write.isManaged ? ['managed'] : []),
    ...(write.kind === 'set' || write.isExtLearned ? ['extern_learn'] : []),
    ...(write.state === 'NONE' ? [] : [write.state]),
    ...(write.lladdr === undefined ? [] : [write.lladdr]),
  ];
  return words.join(' ');
}

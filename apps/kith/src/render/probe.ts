import type { Capability } from '@kith/neighbor-api';

import type { Terminal } from '../cli/terminal.js';
import type { Color } from './paint.js';
import { table } from './table.js';

/** `kith probe --json`. */
export interface ProbeDocument {
  /** `uname -r`. */
  readonly kernel: string;
  readonly capabilities: readonly Capability[];
  readonly strategies: readonly {
    readonly id: string;
    readonly description: string;
    /** Every capability that it requires is supported; null = that cannot be told of one of them. */
    readonly isUsable: boolean | null;
    readonly requires: readonly string[];
  }[];
}

const COLORS: Readonly<Record<Capability['status'], Color>> = {
  supported: 'green',
  unsupported: 'red',
  unknown: 'yellow',
};

/** `kith probe`, for a person. */
export async function renderProbe(probe: ProbeDocument, terminal: Terminal): Promise<string> {
  return [
    `Linux ${probe.kernel}\n\n`,
    await table(
      probe.capabilities,
      [
        { title: 'CAPABILITY', value: (row) => row.name },
        { title: 'STATUS', value: (row) => row.status, color: (row) => COLORS[row.status] },
        { title: 'EVIDENCE', value: (row) => row.evidence, isFlexible: true },
      ],
      terminal,
    ),
    '\n',
    await table(
      probe.strategies,
      [
        { title: 'STRATEGY', value: (row) => row.id },
        {
          title: 'USABLE',
          value: ({ isUsable }) => (isUsable === null ? 'unknown' : isUsable ? 'yes' : 'no'),
          color: ({ isUsable }) => (isUsable === null ? 'yellow' : isUsable ? 'green' : 'red'),
        },
        {
          title: 'REQUIRES',
          value: (row) => row.requires.join(', ') || '-',
          dispensable: 1,
        },
        { title: 'DESCRIPTION', value: (row) => row.description, isFlexible: true },
      ],
      terminal,
    ),
    '\n',
    `${choice(probe)}\n`,
  ].join('');
}

/** What `auto` comes to: the first that is usable. */
function choice({ strategies }: ProbeDocument): string {
  const first = strategies.find(({ isUsable }) => isUsable !== false);
  if (!first) return 'No strategy of this version works on this kernel.';
  return first.isUsable
    ? `With strategy "auto", kith run takes "${first.id}".`
    : 'What kith run takes with strategy "auto" cannot be told before that is known.';
}

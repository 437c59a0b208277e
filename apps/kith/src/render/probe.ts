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
    /** Every capability that it requires is supported. */
    readonly isUsable: boolean;
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
  const usable = probe.strategies.find(({ isUsable }) => isUsable);
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
          value: (row) => (row.isUsable ? 'yes' : 'no'),
          color: (row) => (row.isUsable ? 'green' : 'red'),
        },
        { title: 'REQUIRES', value: (row) => row.requires.join(', ') || '-' },
        { title: 'DESCRIPTION', value: (row) => row.description, isFlexible: true },
      ],
      terminal,
    ),
    '\n',
    usable === undefined
      ? 'No strategy of this version is known to work on this kernel.\n'
      : `With strategy "auto", kith run takes "${usable.id}".\n`,
  ].join('');
}

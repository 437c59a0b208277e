import type { ConfigRow } from '@kith/agent-runtime';

import type { Terminal } from '../cli/terminal.js';
import { table } from './table.js';

/** `kith config show`, for a person: each key, its value, and who said so. */
export async function renderConfig(
  rows: readonly ConfigRow[],
  terminal: Pick<Terminal, 'columns' | 'paint'>,
): Promise<string> {
  return table(
    rows,
    [
      { title: 'KEY', value: ({ path }) => path.join('.') },
      { title: 'VALUE', value: ({ value }) => valueText(value), isFlexible: true },
      {
        title: 'FROM',
        value: ({ origin }) => origin,
        color: ({ origin }) => (origin === 'default' ? 'dim' : 'cyan'),
        isFlexible: true,
        dispensable: 1,
      },
    ],
    terminal,
  );
}

function valueText(value: unknown): string {
  if (value === undefined) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

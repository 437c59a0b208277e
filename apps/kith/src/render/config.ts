import type { EffectiveConfig } from '../cli/command-context.js';
import type { Terminal } from '../cli/terminal.js';
import { table } from './table.js';

/** `kith config show`, for a person: each key, its value, and who said so. */
export async function renderConfig(config: EffectiveConfig, terminal: Terminal): Promise<string> {
  return table(
    [...config.origins].map(([path, origin]) => ({ path, origin })),
    [
      { title: 'KEY', value: (row) => row.path },
      { title: 'VALUE', value: (row) => valueText(config.document, row.path), isFlexible: true },
      {
        title: 'FROM',
        value: (row) => row.origin,
        color: (row) => (row.origin === 'default' ? 'dim' : 'cyan'),
        isFlexible: true,
      },
    ],
    terminal,
  );
}

function valueText(document: unknown, path: string): string {
  let value = document;
  for (const name of path.split('.'))
    value = (value as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' ? value : JSON.stringify(value);
}

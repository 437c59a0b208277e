import { parseArgs } from 'node:util';

import { SECTIONS } from './sections.js';

const NAMES = SECTIONS.map(({ name }) => name);
const WIDTH = Math.max(...NAMES.map((name) => name.length));

export const HELP = `npm run bench -- [options]

Measures the built agent and its packages in namespaces of its own, as root or not.
  --only SECTION[,SECTION]  these only:
${SECTIONS.map(({ name, description }) => `      ${name.padEnd(WIDTH)}  ${description}`).join('\n')}
  --short           what of it takes some ten seconds (of transport only)
  --json FILE       writes the figures there too
  --check           compares ratios of CPU time with tools/bench/baseline.json, not with the goals
  --write-baseline  writes them there
  --docs            writes the table into docs/performance.md
Exit code: 1 where a goal is missed; with --check, where a ratio is more than 25 % worse than in the baseline,
also when measured again.
`;

export interface Options {
  readonly isHelp: boolean;
  /** Names of sections. */
  readonly only: readonly string[];
  readonly isShort: boolean;
  readonly json?: string;
  readonly checks: boolean;
  readonly writesBaseline: boolean;
  readonly writesDocs: boolean;
}

/** @throws Error that says what is wrong with them */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      short: { type: 'boolean', default: false },
      json: { type: 'string' },
      check: { type: 'boolean', default: false },
      'write-baseline': { type: 'boolean', default: false },
      docs: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const only = values.only?.split(',') ?? NAMES;
  const unknown = only.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) {
    throw new Error(`there is no section "${unknown}": ${NAMES.join(', ')}`);
  }
  if (values.check && values['write-baseline']) {
    throw new Error('--check and --write-baseline: a run cannot be compared with itself');
  }
  return {
    isHelp: values.help,
    only,
    isShort: values.short,
    ...(values.json !== undefined && { json: values.json }),
    checks: values.check,
    writesBaseline: values['write-baseline'],
    writesDocs: values.docs,
  };
}

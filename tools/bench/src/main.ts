import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { Lab } from '@kith/lab';
import Table from 'cli-table3';

import { type Goal, isMissed, type Measure } from './measure.js';
import { scale } from './scale.js';
import { startup } from './startup.js';

const HELP = `npm run bench -- [--json FILE]

Measures the built agent in namespaces of its own, as root or not (some four minutes).
  --json FILE  writes the figures there too
Exit code: 1 where a goal is missed.
`;

const BENCHES: readonly ((lab: Lab) => Promise<readonly Measure[]>)[] = [
  startup,
  (lab) => scale(lab, 10_000),
];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return void process.stdout.write(HELP);
  const measures: Measure[] = [];
  for (const bench of BENCHES) {
    const lab = new Lab();
    try {
      measures.push(...(await bench(lab)));
    } finally {
      await lab.dispose();
    }
  }
  process.stdout.write(`${table(measures)}\n`);
  if (values.json !== undefined) {
    await writeFile(values.json, `${JSON.stringify(measures, undefined, 2)}\n`);
  }
  if (measures.some(isMissed)) process.exitCode = 1;
}

function table(measures: readonly Measure[]): string {
  const rows = new Table({
    head: ['measure', 'N', 'value', 'unit', 'goal', ''],
    colAligns: ['left', 'right', 'right', 'left', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const measure of measures) {
    const { name, count, value, unit, goal } = measure;
    const verdict = goal === undefined ? '' : isMissed(measure) ? 'missed' : 'met';
    rows.push([
      name,
      count.toLocaleString('en'),
      value < 100 ? value.toPrecision(3) : value.toFixed(0),
      unit,
      goal === undefined ? '' : describe(goal),
      verdict,
    ]);
  }
  return rows.toString();
}

function describe(goal: Goal): string {
  if ('below' in goal) return `< ${goal.below}`;
  return 'atMost' in goal ? `<= ${goal.atMost}` : `>= ${goal.atLeast}`;
}

await main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

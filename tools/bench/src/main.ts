import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { Lab } from '@kith/lab';

import { type Baseline, compare, toBaseline } from './baseline.js';
import { isMissed, type Measure } from './measure.js';
import { HELP, type Options, readOptions } from './options.js';
import { describeMachine, withFigures } from './performance-page.js';
import { type Bench, SECTIONS } from './sections.js';
import { plainTable } from './table.js';

const BASELINE = path.join(import.meta.dirname, '../baseline.json');
const PAGE = path.join(import.meta.dirname, '../../../docs/performance.md');

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.isHelp) return void process.stdout.write(HELP);
  const sections = await runSections(options);
  const measures = [...sections.values()].flat();
  process.stdout.write(`${plainTable(measures)}\n`);
  if (options.json !== undefined) await writeJson(options.json, measures);
  if (options.writesDocs) await writePage(sections);
  if (options.writesBaseline) await writeBaseline(measures);
  if (options.checks) await check(measures, options);
  else if (measures.some(isMissed)) process.exitCode = 1;
}

async function runSections({
  only,
  isShort,
}: Options): Promise<ReadonlyMap<string, readonly Measure[]>> {
  const sections = new Map<string, readonly Measure[]>();
  for (const { name, benches, short = [] } of SECTIONS) {
    const wanted = isShort ? short : benches;
    if (only.includes(name) && wanted.length > 0) sections.set(name, await run(wanted));
  }
  return sections;
}

async function run(benches: readonly Bench[]): Promise<readonly Measure[]> {
  const measures: Measure[] = [];
  for (const bench of benches) {
    const lab = new Lab();
    try {
      measures.push(...(await bench(lab)));
    } finally {
      await lab.dispose();
    }
  }
  return measures;
}

/** A busy minute can cost more than a quarter: a loss counts once it was seen twice. */
async function check(measures: readonly Measure[], options: Options): Promise<void> {
  const baseline = await readBaseline();
  const { losses, compared } = compare(measures, baseline);
  if (compared === 0) throw new Error('nothing of this run is in tools/bench/baseline.json');
  let confirmed: readonly string[] = [];
  if (losses.size > 0) {
    process.stderr.write(`bench: ${losses.size} of ${compared} ratios are worse, once more\n`);
    const again = compare([...(await runSections(options)).values()].flat(), baseline);
    confirmed = [...again.losses].flatMap(([key, line]) => (losses.has(key) ? line : []));
  }
  for (const line of confirmed) process.stderr.write(`bench: ${line}\n`);
  if (confirmed.length > 0) process.exitCode = 1;
  else process.stdout.write(`${compared} ratios are as in the baseline, or better\n`);
}

/** What this run did not measure stays. */
async function writeBaseline(measures: readonly Measure[]): Promise<void> {
  const before = await readBaseline().catch(() => ({}));
  await writeJson(BASELINE, { ...before, ...toBaseline(measures) });
}

async function writePage(sections: ReadonlyMap<string, readonly Measure[]>): Promise<void> {
  let page = await readFile(PAGE, 'utf8');
  for (const [name, measures] of sections) {
    page = withFigures(page, name, measures, describeMachine());
  }
  await writeFile(PAGE, page);
}

async function readBaseline(): Promise<Baseline> {
  return JSON.parse(await readFile(BASELINE, 'utf8')) as Baseline;
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

await main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

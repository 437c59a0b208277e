import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { problems, readExpectations, readResults, shortfalls, table } from './report.mjs';
import { runJest } from './run-jest.mjs';

/** Scenarios mostly wait: more at a time than there are cores. */
const WORKERS = 4;
/** These measure CPU time, which the others' company would make longer: one at a time, after the others. */
const MEASURING = 'scenarios/scale';

/**
 * Runs the scenarios in isolation.
 *
 * @param {readonly string[]} args for Jest: files, `-t`
 * @returns {Promise<{ passed: number, failed: number, results: import('./report.mjs').Result[] }>}
 */
export async function runScenarios(args) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kith-results-'));
  try {
    const options = { isIsolated: true, env: { KITH_TEST_RESULTS: folder } };
    const jest = (more) => runJest('test/jest.config.mjs', more, options);
    const workers = `--maxWorkers=${WORKERS}`;
    const runs =
      args.length > 0
        ? [await jest([workers, ...args])]
        : [
            await jest([workers, `--testPathIgnorePatterns=${MEASURING}`]),
            await jest(['--runInBand', MEASURING]),
          ];
    const sum = (name) => runs.reduce((total, run) => total + run[name], 0);
    return { passed: sum('passed'), failed: sum('failed'), results: readResults(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs the scenarios and prints the table of row x strategy, and what is wrong with it.
 *
 * @param {readonly string[]} args for Jest; with any, rows may be missing
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>}
 */
export async function kernelTests(args) {
  const { passed, failed, results } = await runScenarios(args);
  const expected = readExpectations();
  const isWhole = args.length === 0;
  const wrong = problems(results, expected, isWhole);
  const skipped = results.filter(({ outcome }) => outcome === 'skipped').length;
  const short = shortfalls(results, expected);
  console.log(`\n${table(results, expected, isWhole)}\n`);
  for (const { row, title, reason, why } of short) {
    console.log(`${row} falls short, as rows.json admits (${why}): ${title}: ${firstLine(reason)}`);
  }
  for (const problem of wrong) console.log(problem);
  // for Jest a skipped scenario is one that passed, and one that falls short failed
  return {
    passed: passed - skipped,
    failed: failed + wrong.length - short.length,
    skipped: skipped + short.length,
  };
}

/**
 * @param {readonly { passed: number, failed: number, skipped?: number }[]} parts
 * @returns {number} the exit code
 */
export function printTotal(parts) {
  const sum = (name) => parts.reduce((total, part) => total + (part[name] ?? 0), 0);
  const skipped = sum('skipped');
  console.log(
    `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  );
  return sum('failed') > 0 ? 1 : 0;
}

function firstLine(text = '') {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 3)
    .join(' ');
}

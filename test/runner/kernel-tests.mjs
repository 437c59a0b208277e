import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { serverBinaries } from '@kith/kube-testenv/binaries';

import { problems, readExpectations, readResults, table } from './report.mjs';
import { runJest } from './run-jest.mjs';

/** Scenarios mostly wait: more at a time than there are cores. */
const WORKERS = 4;
/** Files and tests that need a real server of others; only for them is one fetched or built. */
const NEED_SERVERS = /servers|kube|etcd|^[HE]\d/;

/**
 * Runs the scenarios in isolation.
 *
 * @param {readonly string[]} args for Jest: files, `-t`
 * @returns {Promise<{ passed: number, failed: number, results: import('./report.mjs').Result[] }>}
 */
export async function runScenarios(args) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kith-results-'));
  try {
    const options = { isIsolated: true, env: { KITH_TEST_RESULTS: folder, ...servers(args) } };
    const counts = await runJest(
      'test/jest.config.mjs',
      [`--maxWorkers=${WORKERS}`, ...args],
      options,
    );
    return { ...counts, results: readResults(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Before isolation, where there is no network. */
function servers(args) {
  const files = args.filter((arg) => !arg.startsWith('-'));
  const mayMake = files.length === 0 || files.some((arg) => NEED_SERVERS.test(arg));
  return serverBinaries({ mayMake, log: console.log });
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
  console.log(`\n${table(results, expected, isWhole)}\n`);
  for (const problem of wrong) console.log(problem);
  // for Jest a skipped scenario is one that passed
  return { passed: passed - skipped, failed: failed + wrong.length, skipped };
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

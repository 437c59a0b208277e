import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {object} Result what src/scenario.ts writes, one line each
 * @property {string} row
 * @property {string} strategy
 * @property {string} title
 * @property {'passed' | 'failed' | 'skipped'} outcome
 * @property {string} [reason]
 * @property {string} [needs]
 * @property {Record<string, number>} took milliseconds by label
 * @property {string[]} notes
 */

/**
 * @typedef {object} Expectations rows.json
 * @property {string[]} strategies
 * @property {string[][]} rows ids, by group
 * @property {{ rows: string[], strategies: string[], why: string }[]} notApplicable rows that are not tested under
 * these strategies
 * @property {{ row: string, needs: string }[]} skips the only ones allowed
 */

/** @returns {Expectations} */
export function readExpectations() {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, '../rows.json'), 'utf8'));
}

/**
 * The results in a folder: of each test the last.
 *
 * @param {string} folder
 * @returns {Result[]}
 */
export function readResults(folder) {
  const lines = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  const last = new Map(
    lines.map((result) => [`${result.row} ${result.strategy} ${result.title}`, result]),
  );
  return [...last.values()];
}

/**
 * The table of row x strategy.
 *
 * @param {readonly Result[]} results
 * @param {Expectations} expected
 * @param {boolean} isWhole false: only some tests were asked for; rows without any are left out
 * @returns {string} lines
 */
export function table(results, { strategies, rows, notApplicable }, isWhole) {
  const isShown = (row) => isWhole || results.some((result) => result.row === row);
  const body = rows
    .flat()
    .filter(isShown)
    .map((row) => [
      row,
      ...strategies.map((strategy) => {
        const own = results.filter((result) => result.row === row && result.strategy === strategy);
        return own.length > 0 ? cell(own) : missing(whyNot(row, strategy, notApplicable));
      }),
    ]);
  const lines = [['row', ...strategies], ...body];
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  return lines
    .map((line) =>
      line
        .map((text, i) => text.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** All tests of a row under one strategy. */
function cell(results) {
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0) return `FAIL: ${failed.length} of ${results.length}`;
  const figures = Object.entries(worst(results)).map(([label, ms]) => `${label} ${ms} ms`);
  const notes = results.flatMap((result) => result.notes);
  const skipped = results
    .filter(({ outcome }) => outcome === 'skipped')
    .map(({ reason }) => `skipped: ${reason}`);
  const passed = results.length > skipped.length ? ['pass'] : [];
  return [...passed, ...figures, ...notes, ...new Set(skipped)].join(', ');
}

/** Why a row is not tested under a strategy; undefined where it has to be. */
function whyNot(row, strategy, notApplicable) {
  return notApplicable.find(
    (entry) => entry.rows.includes(row) && entry.strategies.includes(strategy),
  )?.why;
}

function missing(why) {
  return why === undefined ? 'NO TEST' : `not applicable: ${why}`;
}

/**
 * The worst time of each label.
 *
 * @param {readonly Result[]} results
 * @returns {Record<string, number>} milliseconds
 */
export function worst(results) {
  const figures = {};
  for (const { took } of results) {
    for (const [label, ms] of Object.entries(took)) {
      figures[label] = Math.max(figures[label] ?? 0, ms);
    }
  }
  return figures;
}

/**
 * What is wrong beside failed tests: rows without a test, tests without a row, skips that nobody agreed to.
 *
 * @param {readonly Result[]} results
 * @param {Expectations} expected
 * @param {boolean} isWhole false: only some tests were asked for, so others may be missing
 * @returns {string[]}
 */
export function problems(results, { strategies, rows, notApplicable, skips }, isWhole) {
  const listed = rows.flat();
  const found = [];
  for (const row of isWhole ? listed : []) {
    for (const strategy of strategies) {
      if (whyNot(row, strategy, notApplicable) !== undefined) continue;
      const isTested = results.some((result) => result.row === row && result.strategy === strategy);
      if (!isTested) found.push(`${row} ${strategy}: listed in rows.json, and no test reported it`);
    }
  }
  for (const { row, strategy, title, outcome, needs, reason } of results) {
    const name = `${row} ${strategy}: ${title}`;
    if (!listed.includes(row)) found.push(`${name}: the row is not listed in rows.json`);
    if (!strategies.includes(strategy))
      found.push(`${name}: the strategy is not listed in rows.json`);
    const isAllowed = skips.some((skip) => skip.row === row && skip.needs === needs);
    if (outcome === 'skipped' && !isAllowed) {
      found.push(`${name}: skipped (${reason}), which rows.json does not allow`);
    }
  }
  return found;
}

// stress.mjs [--rounds=10] [--hogs=4] [--resume] [ARG...]
//
// Every scenario again and again beside processes that take the CPU, with no second try, and the worst time
// of each row. What a round found is kept in a folder; --resume goes on after the last whole round.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { startHogs } from './hogs.mjs';
import { runScenarios } from './kernel-tests.mjs';
import { readExpectations, worst } from './report.mjs';
import { whyNotIsolated } from './run-jest.mjs';

const FOLDER = path.join(import.meta.dirname, '../../node_modules/.cache/kith-stress');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '10' },
    hogs: { type: 'string', default: '4' },
    resume: { type: 'boolean', default: false },
  },
});

process.exitCode = await stress(Number(values.rounds), Number(values.hogs));

async function stress(rounds, hogs) {
  const why = whyNotIsolated();
  if (why !== undefined) {
    console.log(`no stress: ${why}`);
    return 1;
  }
  if (!values.resume) rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const stopHogs = startHogs(hogs);
  try {
    for (let round = 1; round <= rounds; round++) await runRound(round, rounds);
  } finally {
    stopHogs();
  }
  return summary(rounds);
}

async function runRound(round, rounds) {
  if (existsSync(file(round))) return;
  const start = Date.now();
  const found = await runScenarios(['--silent', ...positionals]);
  writeFileSync(file(round), JSON.stringify(found));
  const seconds = Math.round((Date.now() - start) / 1000);
  console.log(
    `round ${round} of ${rounds}: ${found.passed} passed, ${found.failed} failed, ${seconds} s`,
  );
}

function summary(rounds) {
  const found = Array.from({ length: rounds }, (_, i) =>
    JSON.parse(readFileSync(file(i + 1), 'utf8')),
  );
  const results = found.flatMap((round) => round.results);
  console.log(`\nworst times in ${rounds} rounds:`);
  for (const row of readExpectations().rows.flat()) {
    const own = results.filter((result) => result.row === row);
    const failed = own.filter(({ outcome }) => outcome === 'failed');
    const times = Object.entries(worst(own)).map(([label, ms]) => `${label} ${ms} ms`);
    const runs = `${own.length - failed.length}/${own.length}`;
    console.log(`${row.padEnd(4)} ${runs.padEnd(6)} ${times.join(', ')}`.trimEnd());
    for (const { title, reason } of failed) console.log(`     FAILED ${title}: ${reason}`);
  }
  const sum = (name) => found.reduce((total, round) => total + round[name], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') > 0 ? 1 : 0;
}

function file(round) {
  return path.join(FOLDER, `round-${round}.json`);
}

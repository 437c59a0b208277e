import { expect, test } from '@jest/globals';

import { documentOf, failuresOf } from './document.mjs';

const DATE = new Date('2026-11-26T12:00:00Z');

const result = (row, outcome, reason) => ({
  ...{ row, strategy: 'managed', title: 'it works', outcome, reason },
});

/** A run of a kernel on which the probe says this of managed entries. */
const run = (release, status, results, problem) => ({
  source: 'bullseye',
  kernel: { release, version: '1' },
  report: {
    probe: { capabilities: [{ name: 'managed', status, evidence: 'a | b' }] },
    results,
    problem,
  },
});

const OLD = run('5.10.0', 'unsupported', [result('A1', 'skipped', 'none there')]);
const NEW = run('6.1.0', 'supported', [
  result('A1', 'passed'),
  result('A2', 'failed', 'expected\n\n  this\n'),
]);

test('tells of each scenario on each kernel', () => {
  const text = documentOf(
    [OLD, NEW, { source: 'trixie', problem: "nothing in 'http://mirror.example/debian trixie'" }],
    DATE,
  );
  expect(text).toContain('on 2026-11-26:');
  expect(text).toContain("\n\ntrixie could not be had: nothing in 'the mirror trixie'.\n\n");
  expect(text).toContain('| bullseye | 5.10.0 | 1 | unsupported | a \\| b |\n');
  expect(text.slice(text.indexOf('| row'))).toBe(
    `| row | strategy | what it shows | 5.10.0 | 6.1.0 |
| --- | --- | --- | --- | --- |
| A1 | managed | it works | not applicable: none there | pass |
| A2 | managed | it works | not run | FAIL: expected this |
`,
  );
});

test('a failed scenario, a guest that broke off and a probe that errs are failures, nothing else is', () => {
  expect(failuresOf(OLD)).toEqual([]);
  expect(failuresOf({ source: 'trixie', problem: 'no such suite' })).toEqual([]);
  expect(failuresOf(NEW)).toEqual(['6.1.0: A2 managed: it works: expected this']);
  expect(failuresOf(run('6.1.0', 'supported', [], 'not done'))).toEqual(['6.1.0: not done']);
});

test.each([
  ['5.10.0-46-cloud-amd64', 'supported', 'unsupported'],
  ['5.15.0', 'supported', 'unsupported'],
  ['5.16.0', 'unsupported', 'supported'],
  ['6.1.0', 'unknown', 'supported'],
])('on %s the probe may not say %s', (release, status, expected) => {
  expect(failuresOf(run(release, status, []))).toEqual([
    `${release}: kith probe says managed ${status}; it is ${expected}`,
  ]);
  expect(failuresOf(run(release, expected, []))).toEqual([]);
});

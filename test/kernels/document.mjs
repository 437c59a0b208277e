import { mustKnowManaged } from './kernel.mjs';

/**
 * @typedef {object} Run
 * @property {string} source the release, or the package's file
 * @property {import('./kernel.mjs').Kernel} [kernel]
 * @property {import('./guest.mjs').GuestReport} [report]
 * @property {string} [problem] why there is no kernel
 */

/**
 * What is wrong with a run, one line each. A kernel that cannot be had is told of elsewhere: it is no failure.
 *
 * @param {Run} run
 * @returns {string[]}
 */
export function failuresOf({ kernel, report }) {
  if (!kernel || !report) return [];
  const { probe, results, problem } = report;
  const wrong = results
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ row, strategy, title, reason }) => `${row} ${strategy}: ${title}: ${line(reason)}`);
  if (problem !== undefined) wrong.push(problem);
  // else a probe that errs would make every scenario of managed "not applicable"
  const expected = mustKnowManaged(kernel.release) ? 'supported' : 'unsupported';
  const { status } = managed(probe);
  if (status !== expected) wrong.push(`kith probe says managed ${status}; it is ${expected}`);
  return wrong.map((text) => `${kernel.release}: ${text}`);
}

/**
 * docs/kernels.md, before Prettier.
 *
 * @param {readonly Run[]} runs
 * @param {Date} date
 */
export function documentOf(runs, date) {
  const ran = runs.filter(({ report }) => report);
  const names = ran.map(({ kernel }) => kernel.release);
  const keys = new Map(
    ran.flatMap(({ report }) => report.results.map((result) => [keyOf(result), result])),
  );
  const scenarios = [...keys].map(([key, { row, strategy, title }]) => [
    ...[row, strategy, title],
    ...ran.map(({ report }) => cell(report.results.find((result) => keyOf(result) === key))),
  ]);
  const probes = ran.map(({ source, kernel, report }) => {
    const { status, evidence } = managed(report.probe);
    return [source, kernel.release, kernel.version, status, evidence];
  });
  const absent = runs.filter(({ problem }) => problem !== undefined);
  const problems = ran.filter(({ report }) => report.problem !== undefined);
  return (
    [
      '# Kernels that Kith was run on',
      `Made by \`npm run test:kernels\` on ${date.toISOString().slice(0, 10)}: the built agent and the scenarios of \`test/\`, on kernels of Debian in QEMU, with software emulation. What takes long there took long because of that.`,
      ...absent.map(
        ({ source, problem }) =>
          `${source} could not be had: ${line(problem).replace(/https?:\/\/\S+/g, 'the mirror')}.`,
      ),
      ...problems.map(({ kernel, report }) => `${kernel.release}: ${line(report.problem)}.`),
      '## What `kith probe` says of managed entries',
      tableOf([['Debian', 'kernel', 'package', 'managed', 'evidence'], ...probes]),
      '## Scenarios',
      tableOf([['row', 'strategy', 'what it shows', ...names], ...scenarios]),
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}

const keyOf = ({ row, strategy, title }) => `${row} ${strategy} ${title}`;

const managed = (probe) =>
  probe?.capabilities.find(({ name }) => name === 'managed') ?? { status: 'nothing', evidence: '' };

function cell(result) {
  if (result === undefined) return 'not run';
  const { outcome, reason } = result;
  if (outcome === 'skipped') return `not applicable: ${line(reason)}`;
  return outcome === 'passed' ? 'pass' : `FAIL: ${line(reason)}`;
}

/** The first lines that say something, in one. */
function line(text = '') {
  return text
    .split('\n')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .slice(0, 3)
    .join(' ');
}

/** One of Markdown, its columns not aligned. */
function tableOf([head, ...body]) {
  const write = (row) => `| ${row.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  return [write(head), write(head.map(() => '---')), ...body.map(write)].join('\n');
}

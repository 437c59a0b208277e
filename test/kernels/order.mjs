/**
 * @typedef {object} Order what a guest is to run
 * @property {readonly string[]} files parts of names of spec files
 * @property {string} tests a pattern for the names of tests
 * @property {number} slowness how many times as long as here anything may take there
 */

/** What depends on the kernel: how entries are made, kept, converted, parked and removed. */
const FILES = [
  ...[
    'scenarios/old-kernel',
    'scenarios/strategies',
    'scenarios/agent-refresh',
    'scenarios/example',
  ],
  ...['scenarios/refresh-turns', 'scenarios/permanent', 'scenarios/conversions'],
  ...['scenarios/next-hops-routes', 'scenarios/ownership', 'scenarios/parking'],
];
/** Of these files what shows it, by the names of tests; a guest takes about a minute for each. */
const TESTS = [
  'A1 \\S+ both next hops of a joined',
  'A2 \\S+ the same dual-stack',
  ...['A3', 'A4', 'B1', 'B4'],
  'D2 \\S+ somebody (deletes|flushes|strips)',
  'F4',
  'G1 \\S+ (on a kernel|auto takes managed|it is forced)',
  ...['G2', 'G3', 'G6', 'G7'],
];
/** Software emulation, on two cores that others may want too. */
const SLOWNESS = 10;

/**
 * @param {readonly string[]} files that were asked for; none = those that depend on the kernel
 * @returns {Order}
 */
export function orderFor(files) {
  return {
    files: files.length > 0 ? files : FILES,
    tests: files.length > 0 ? '.' : `^(${TESTS.join('|')})\\b`,
    slowness: SLOWNESS,
  };
}

// run.mjs all              every unit spec, then the scenarios on the real kernel
// run.mjs kernel [ARG...]  the scenarios only; arguments go to Jest (a part of a file name, -t NAME)
import { kernelTests, printTotal } from './kernel-tests.mjs';
import { runJest, whyNotIsolated } from './run-jest.mjs';

const [mode, ...args] = process.argv.slice(2);

/** Happenings that the agent is put to under each of its strategies: 105,000 in all. */
const STEPS = '35000';

const unit =
  mode === 'all'
    ? [
        await runJest('jest.all.config.mjs', ['--maxWorkers=2'], {
          env: { KITH_TEST_STEPS: STEPS },
        }),
      ]
    : [];
const why = whyNotIsolated();
const kernel = why === undefined ? [await kernelTests(args)] : [];

if (why !== undefined) console.log(`kernel tests skipped: ${why}`);
process.exitCode = printTotal([...unit, ...kernel]);

// The run inside a guest: what `kith probe` says and what became of each scenario, line by line as JSON, through
// the second serial port.
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { readResults } from '../../runner/report.mjs';
import { runJest } from '../../runner/run-jest.mjs';

const PORT = '/dev/ttyS1';
const ROOT = path.join(import.meta.dirname, '../../..');
const { files, tests, slowness } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'order.json'), 'utf8'),
);

const send = (line) => appendFileSync(PORT, `${JSON.stringify(line)}\n`);

const failures = (results) => results.filter(({ outcome }) => outcome === 'failed').length;

const probe = execFileSync(process.execPath, ['apps/kith/bin/kith.js', 'probe', '--json'], {
  cwd: ROOT,
  encoding: 'utf8',
});
send({ probe: JSON.parse(probe) });

// file by file: what one found is out before the next begins
for (const file of files) {
  const folder = mkdtempSync('/tmp/results-');
  const { failed } = await runJest(
    'test/jest.config.mjs',
    ['--runInBand', '--verbose', file, '-t', tests],
    {
      isIsolated: true,
      env: { KITH_TEST_RESULTS: folder, KITH_LAB_SLOWNESS: String(slowness) },
    },
  );
  const results = readResults(folder);
  for (const result of results) send({ result });
  if (results.length === 0 || failed > failures(results)) {
    send({ problem: `${file}: something failed that no row tells of; the log has it` });
  }
}
send({ done: true });

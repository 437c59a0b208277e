import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');
const JEST = path.join(ROOT, 'node_modules/jest/bin/jest.js');
/** Jest's own choice goes by the user id, which is 0 in a user namespace: also root's, elsewhere. */
const CACHE = path.join(tmpdir(), `kith-jest-cache-${process.getuid()}`);
/** For Node itself, not in NODE_OPTIONS, which the agents under test would inherit. */
const NODE_FLAGS = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const ISOLATE = path.join(ROOT, 'tools/lab/bin/isolate');

/**
 * Why there can be no kernel tests here: neither root nor user namespaces; undefined where there can.
 *
 * @returns {string | undefined}
 */
export function whyNotIsolated() {
  const { status, stderr } = spawnSync(ISOLATE, ['true'], { encoding: 'utf8' });
  return status === 0 ? undefined : stderr.trim();
}

/**
 * Runs Jest to its end; what it prints is passed on.
 *
 * @param {string} config relative to the root of the repository
 * @param {readonly string[]} args
 * @param {{ isIsolated?: boolean, env?: Record<string, string> }} [options]
 * @returns {Promise<{ passed: number, failed: number }>} tests; a file that cannot be run counts as one failed
 */
export async function runJest(config, args, { isIsolated = false, env = {} } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kith-jest-'));
  try {
    const report = path.join(folder, 'report.json');
    const output = ['--json', `--outputFile=${report}`, `--cacheDirectory=${CACHE}`];
    const jest = [process.execPath, ...NODE_FLAGS, JEST, '-c', config, ...output, ...args];
    const [file, ...rest] = isIsolated ? [ISOLATE, ...jest] : jest;
    const code = await run(file, rest, env);
    return counts(report, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(file, args, env) {
  const child = spawn(file, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function counts(report, code) {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = read(report);
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  // Jest itself failed: nothing found, a bad flag, a crash
  return { passed: numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function read(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };
  }
}

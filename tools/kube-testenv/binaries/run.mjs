import { spawnSync } from 'node:child_process';

/**
 * Runs a program to its end.
 *
 * @param {readonly string[]} command
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 * @returns {string} what it printed
 * @throws Error in one line, with what it complained of
 */
export function run([program, ...args], options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    ...options,
    encoding: 'utf8',
    // go build names every package on a cold cache
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error?.code === 'ENOENT') throw new Error(`${program} is not installed`);
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args[0]}: ${complaint(stderr, status)}`);
  return stdout;
}

/** The last error that a program printed, else its last line. */
export function complaint(text, status) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => line.startsWith('E: '));
  return (errors.at(-1) ?? lines.at(-1))?.trim() ?? `exit code ${status}`;
}

import type { ConfigFlag } from '@kith/agent-runtime';

import { processContext } from './agent/process-context.js';
import { createProgram } from './cli/program.js';
import { reportError } from './cli/report-error.js';
import { processTerminal } from './cli/terminal.js';

/** Commands whose flags stand for config keys; the others start faster without the plugins. */
const TAKE_CONFIG_FLAGS = ['run', 'plan', 'doctor', 'config', 'help'];

// the reader went away (`kith events | head -1`): nobody is left to tell
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});
// a log that cannot be written (a full disk) is no reason to end
process.stderr.on('error', () => undefined);
// a bug, of ours or of a package: one line, and an exit code that a service manager understands
process.on('uncaughtException', (error) => process.exit(reportError(error, process.stderr)));

/** All is done by then; what a library started and cannot end (a program that gives tokens) is not waited for. */
const GRACE_MS = 1000;

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
  // eslint-disable-next-line no-restricted-globals -- here is nobody to inject a Clock
  setTimeout(() => process.exit(code), GRACE_MS).unref();
});

async function main(argv: readonly string[]): Promise<number> {
  try {
    const flags = argv.some((word) => TAKE_CONFIG_FLAGS.includes(word)) ? await configFlags() : [];
    const context = processContext(processTerminal(process.stdout, process.env));
    await createProgram(flags, context, process.stderr).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    return reportError(error, process.stderr);
  }
}

async function configFlags(): Promise<readonly ConfigFlag[]> {
  const { localConfigFlags } = await import('./agent/local-config.js');
  return localConfigFlags();
}

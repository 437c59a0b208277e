import { errorMessage, isAgentError } from '@kith/agent-api';
import { CommanderError } from 'commander';

import { exitCode } from './exit-code.js';

/** What commander throws for: it has printed already, and nothing went wrong. */
const FINE = new Set(['commander.help', 'commander.helpDisplayed', 'commander.version']);
const USAGE = 2;

/** Says on stderr what ended the command, unless commander said it; answers its exit code. */
export function reportError(error: unknown, stderr: { write(text: string): unknown }): number {
  if (error instanceof CommanderError) {
    return FINE.has(error.code) && error.exitCode === 0 ? 0 : USAGE;
  }
  stderr.write(errorLines(error));
  return exitCode(error);
}

/** What was thrown, for stderr: one line, or one for each thing that is wrong with a config. */
export function errorLines(error: unknown, prefix = ''): string {
  const message = errorMessage(error);
  const isList = isAgentError(error, 'config-invalid');
  return (isList ? message.split('\n') : [message])
    .map(oneLine)
    .filter((line) => line !== '')
    .map((line) => `kith: ${prefix}${line}\n`)
    .join('');
}

/** Commander's complaint as one line that ends with where to read more. */
export function usageLine(complaint: string, command: string): string {
  const words = oneLine(complaint.replace(/^error: /, '')).replace(/[. ]+$/, '');
  const help = command === '' ? 'kith --help' : `kith ${command} --help`;
  return `kith: ${words}; see ${help}\n`;
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}

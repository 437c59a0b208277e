import path from 'node:path';

import type { CommandResult } from './run-command.js';

/** What a command of the CLI printed and how it ended. */
export interface CliResult extends CommandResult {
  /** The JSON document on stdout; undefined where there is none. */
  readonly json: unknown;
}

const KITH = path.join(import.meta.dirname, '../../../apps/kith/bin/kith.js');

/** How to start the built CLI, or another program, with these arguments. */
export function kithCommand(args: readonly string[], program = KITH): readonly string[] {
  return [process.execPath, program, ...args];
}

/** The value of a JSON text; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

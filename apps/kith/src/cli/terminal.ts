import type { WriteStream } from 'node:tty';

import { type Paint, painter } from '../render/paint.js';

/** Where a command prints, and what the reader at the other end can take. */
export interface Terminal {
  /** Writes to stdout; resolves when the reader can take more, so that a slow one slows us down. */
  write(text: string): Promise<void>;
  /** False when stdout is a file or a pipe. */
  readonly isInteractive: boolean;
  /** Width that tables must fit; undefined = any. */
  readonly columns: number | undefined;
  readonly paint: Paint;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The process's own stdout. COLUMNS overrides the width, NO_COLOR takes the colors away (https://no-color.org). */
export function processTerminal(stdout: WriteStream, env: Environment): Terminal {
  const isInteractive = stdout.isTTY;
  const isColored = isInteractive && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        stdout.write(text, (error) => (error ? reject(error) : resolve()));
      }),
    isInteractive,
    get columns() {
      const wanted = Number(env['COLUMNS']);
      if (Number.isInteger(wanted) && wanted > 0) return wanted;
      return isInteractive ? stdout.columns : undefined;
    },
    paint: painter(isColored),
  };
}

/** One JSON document. */
export function writeJson(terminal: Terminal, value: unknown): Promise<void> {
  return terminal.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** One JSON document on one line, of many. */
export function writeJsonLine(terminal: Terminal, value: unknown): Promise<void> {
  return terminal.write(`${JSON.stringify(value)}\n`);
}

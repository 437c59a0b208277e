import type { Terminal } from '../cli/terminal.js';
import { fitColumns } from './fit-columns.js';
import type { Color } from './paint.js';

/** One column: its heading and what a row shows in it. */
export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  readonly color?: (row: Row) => Color | undefined;
  /** Gives way when the terminal is too narrow; others keep their width as long as there is one of these. */
  readonly isFlexible?: boolean;
}

/** Rows under headings, no rules, cut to the width of the terminal. Ends with a newline. */
export async function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  terminal: Pick<Terminal, 'columns' | 'paint'>,
): Promise<string> {
  // loaded here, so that --json and `run` do not pay for it
  const { default: Table } = await import('cli-table3');
  const cells = rows.map((row) => columns.map((column) => column.value(row)));
  const natural = columns.map(({ title }, i) =>
    cells.reduce((width, row) => Math.max(width, (row[i] ?? '').length), title.length),
  );
  const widths = fitColumns(
    natural,
    columns.map(({ isFlexible }) => isFlexible ?? false),
    terminal.columns,
  );
  const grid = new Table({
    chars: BLANK,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
    colWidths: widths.map((width) => width + GAP),
    truncate: '…',
  });
  grid.push(columns.map(({ title }) => terminal.paint('dim', title)));
  cells.forEach((row, i) => {
    grid.push(
      row.map((cell, j) => {
        const color = columns[j]?.color?.(rows[i] as Row);
        return color ? terminal.paint(color, cell) : cell;
      }),
    );
  });
  return `${grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

const GAP = 2;

const BLANK = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left'],
    ...['bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((name) => [name, '']),
);

import type { Terminal } from '../cli/terminal.js';
import { fitColumns, type Fitting, GAP } from './fit-columns.js';
import type { Color } from './paint.js';

/** One column: its heading and what a row shows in it. */
export interface Column<Row> extends Fitting {
  readonly title: string;
  readonly value: (row: Row) => string;
  readonly color?: (row: Row) => Color | undefined;
}

/** Rows under headings, no rules, cut to the width of the terminal. Ends with a newline. */
export async function table<Row>(
  rows: readonly Row[],
  allColumns: readonly Column<Row>[],
  terminal: Pick<Terminal, 'columns' | 'paint'>,
): Promise<string> {
  // loaded here, so that --json and `run` do not pay for it
  const { default: Table } = await import('cli-table3');
  const { columns, widths } = fitColumns(
    allColumns.map((column) => ({ ...column, width: naturalWidth(column, rows) })),
    terminal.columns,
  );
  const grid = new Table({
    chars: BLANK,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
    colWidths: widths.map((width) => width + GAP),
    truncate: '…',
  });
  grid.push(columns.map(({ title }) => terminal.paint('dim', title)));
  for (const row of rows) {
    grid.push(
      columns.map(({ value, color }) => {
        const chosen = color?.(row);
        return chosen ? terminal.paint(chosen, value(row)) : value(row);
      }),
    );
  }
  return `${grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

function naturalWidth<Row>({ title, value }: Column<Row>, rows: readonly Row[]): number {
  return rows.reduce((width, row) => Math.max(width, value(row).length), title.length);
}

const BLANK = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left'],
    ...['bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((name) => [name, '']),
);

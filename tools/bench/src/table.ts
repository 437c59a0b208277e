import Table from 'cli-table3';

import { type Goal, isMissed, type Measure } from './measure.js';

const HEAD = ['measure', 'N', 'value', 'unit', 'goal', ''];
const IS_RIGHT = [false, true, true, false, true, false];

/** For a terminal. */
export function plainTable(measures: readonly Measure[]): string {
  const rows = new Table({
    head: HEAD,
    colAligns: IS_RIGHT.map((isRight) => (isRight ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  rows.push(...measures.map((measure) => [...cells(measure)]));
  return rows.toString();
}

/** Padded, as Prettier leaves it. */
export function markdownTable(measures: readonly Measure[]): string {
  const rows = [HEAD, ...measures.map(cells)];
  const widths = HEAD.map((_, i) => Math.max(3, ...rows.map((row) => row[i]?.length ?? 0)));
  const rules = widths.map((width, i) => '-'.repeat(width - 1) + (IS_RIGHT[i] ? ':' : '-'));
  const line = (row: readonly string[]): string => {
    const padded = widths.map((width, i) => {
      const cell = row[i] ?? '';
      return IS_RIGHT[i] ? cell.padStart(width) : cell.padEnd(width);
    });
    return `| ${padded.join(' | ')} |\n`;
  };
  return [HEAD, rules, ...rows.slice(1)].map(line).join('');
}

function cells(measure: Measure): readonly string[] {
  const { name, count, value, unit, goal, note } = measure;
  const isKnown = note === undefined;
  return [
    name,
    count.toLocaleString('en'),
    isKnown ? round(value) : '',
    isKnown ? unit : note,
    goal === undefined ? '' : describe(goal),
    goal === undefined ? '' : isMissed(measure) ? 'missed' : 'met',
  ];
}

function round(value: number): string {
  return value < 100 ? value.toPrecision(3) : value.toFixed(0);
}

function describe(goal: Goal): string {
  if ('below' in goal) return `< ${goal.below}`;
  return 'atMost' in goal ? `<= ${goal.atMost}` : `>= ${goal.atLeast}`;
}

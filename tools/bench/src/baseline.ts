import type { Measure } from './measure.js';

/** The ratios that were reached once, by measure and N. */
export type Baseline = Readonly<Record<string, number>>;

/** How much worse a ratio may be. */
const TOLERATED = 0.25;

export interface Comparison {
  /** What got worse by more than that, a line for each such measure. */
  readonly losses: ReadonlyMap<string, string>;
  /** How many ratios the baseline knows. */
  readonly compared: number;
}

/** What of a run the baseline keeps: ratios within one run, which mean the same on every machine. */
export function toBaseline(measures: readonly Measure[]): Baseline {
  return Object.fromEntries(
    measures.filter(isKept).map((measure) => [keyOf(measure), Number(measure.value.toFixed(3))]),
  );
}

/** Ratios that either side does not know are left out. */
export function compare(measures: readonly Measure[], baseline: Baseline): Comparison {
  const losses = new Map<string, string>();
  let compared = 0;
  for (const measure of measures.filter(isKept)) {
    const key = keyOf(measure);
    const before = baseline[key];
    if (before === undefined) continue;
    compared++;
    const { value, better } = measure;
    const loss = better === 'more' ? before / value - 1 : value / before - 1;
    // also where it is no number
    if (!(loss <= TOLERATED)) losses.set(key, describe(key, value, before, loss));
  }
  return { losses, compared };
}

function isKept({ unit, better }: Measure): boolean {
  return unit === 'x' && better !== undefined;
}

function keyOf({ name, count }: Measure): string {
  return `${name}, N = ${count}`;
}

function describe(key: string, value: number, before: number, loss: number): string {
  const most = `${TOLERATED * 100} % are tolerated`;
  return `${key}: ${value.toFixed(2)} x, was ${before.toFixed(2)} x: ${(loss * 100).toFixed(0)} % worse, ${most}`;
}

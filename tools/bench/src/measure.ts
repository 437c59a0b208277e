/** One line of the table. */
export interface Measure {
  readonly name: string;
  /** How many neighbors, or targets, were there. */
  readonly count: number;
  readonly value: number;
  /** `x` = a ratio to another line of the same run. */
  readonly unit: 'ms' | 'µs each' | 'x' | '%' | '% of a core' | 'MiB' | 'requests' | 'frames';
  /** What the project promises; undefined = shown for comparison. */
  readonly goal?: Goal;
  /** Which way is better, of a ratio that the baseline keeps. */
  readonly better?: 'less' | 'more';
  /** Why there is no value. */
  readonly note?: string;
}

export type Goal =
  { readonly below: number } | { readonly atMost: number } | { readonly atLeast: number };

export function isMissed({ value, goal }: Measure): boolean {
  if (goal === undefined) return false;
  if ('below' in goal) return !(value < goal.below);
  return 'atMost' in goal ? !(value <= goal.atMost) : !(value >= goal.atLeast);
}

/** The value that a share of the values (0.5 = the median) does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1));
  return sorted[rank] ?? NaN;
}

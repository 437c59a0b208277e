/** One line of the table. */
export interface Measure {
  readonly name: string;
  /** How many neighbors, or targets, were there. */
  readonly count: number;
  readonly value: number;
  readonly unit: 'ms' | '% of a core' | 'MiB';
  /** What the project promises: `value` is to stay below it; undefined = shown for comparison. */
  readonly goal?: number;
}

export function isMissed({ value, goal }: Measure): boolean {
  return goal !== undefined && value >= goal;
}

/** The value that a share of the values (0.5 = the median) does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1));
  return sorted[rank] ?? NaN;
}

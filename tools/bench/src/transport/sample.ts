import { quantile } from '../measure.js';

/** What one round came to. */
export interface Sample {
  /** Entries or answers that it brought about. */
  readonly count: number;
  /** Microseconds. */
  readonly wall: number;
  /** Microseconds of CPU, user and system; NaN where nobody counted. */
  readonly cpu: number;
}

/** What a contestant's process prints. @throws Error unless it brought about as many as it was asked for */
export function readSample(text: string, expected: number, who: string): Sample {
  return checked(JSON.parse(text) as Sample, expected, who);
}

/** @throws Error unless it brought about as many as it was asked for: nobody is fast by leaving work out */
export function checked(sample: Sample, expected: number, who: string): Sample {
  if (sample.count === expected) return sample;
  throw new Error(`${who}: ${sample.count} instead of ${expected}`);
}

/** Microseconds for one entry, the median of all rounds. */
export function each(samples: readonly Sample[]): number {
  return quantile(
    samples.map(({ wall, count }) => wall / count),
    0.5,
  );
}

/** How many times as long as `to`, or as much CPU, in the same round, the median of all rounds. */
export function ratio(
  of: readonly Sample[],
  to: readonly Sample[],
  what: 'wall' | 'cpu' = 'wall',
): number {
  return quantile(
    of.map((sample, round) => sample[what] / (to[round]?.[what] ?? NaN)),
    0.5,
  );
}

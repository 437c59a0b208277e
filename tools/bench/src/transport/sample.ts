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

/** How many times as long as `to` in the same round, the median of all rounds. */
export function ratio(of: readonly Sample[], to: readonly Sample[]): number {
  return quantile(
    of.map(({ wall }, round) => wall / (to[round]?.wall ?? NaN)),
    0.5,
  );
}

/** How many times as much CPU as `to`, each in its best round: whatever else the machine does only adds to it. */
export function cpuRatio(of: readonly Sample[], to: readonly Sample[]): number {
  return leastCpu(of) / leastCpu(to);
}

function leastCpu(samples: readonly Sample[]): number {
  return Math.min(...samples.map(({ cpu }) => cpu));
}

import type { ServiceIdentifier } from 'inversify';

/** Prometheus metrics. Names without the agent's prefix, which the host sets; register once, in a constructor. */
export interface Metrics {
  counter(name: string, help: string): Counter;
  counter(name: string, help: string, label: string): LabeledCounter;
  /** Seconds or a count; buckets ascending. */
  histogram(name: string, help: string, buckets: readonly number[]): Histogram;
  /** A gauge that is read when asked for: value, or value by label value. */
  gauge(name: string, help: string, read: () => number): void;
  gauge(
    name: string,
    help: string,
    label: string,
    read: () => Iterable<readonly [string, number]>,
  ): void;
}

/** Only grows; by 1 unless told otherwise. */
export interface Counter {
  add(count?: number): void;
}

/** A Counter for each value of its label, made when first counted. */
export interface LabeledCounter {
  add(labelValue: string, count?: number): void;
}

/** Counts observations by bucket, and sums them. */
export interface Histogram {
  observe(value: number): void;
}

export const Metrics = Symbol.for('@kith/agent-api/Metrics') as ServiceIdentifier<Metrics>;

/** The metrics as Prometheus text; read by whoever serves them. */
export interface MetricsReport {
  readonly contentType: string;
  render(): Promise<string>;
}

export const MetricsReport = Symbol.for(
  '@kith/agent-api/MetricsReport',
) as ServiceIdentifier<MetricsReport>;

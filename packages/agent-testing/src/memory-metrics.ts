import type { Counter, Histogram, LabeledCounter, Metrics, MetricsReport } from '@kith/agent-api';

type GaugeRead = () => number | Iterable<readonly [string, number]>;

/** Keeps counts, observations and gauges, to be asked for by name. */
export class MemoryMetrics implements Metrics, MetricsReport {
  readonly contentType = 'text/plain';

  readonly #names = new Set<string>();
  /** By name, or `name{value}` for a labeled one. */
  readonly #counts = new Map<string, number>();
  readonly #observations = new Map<string, number[]>();
  readonly #gauges = new Map<string, GaugeRead>();

  /** What a counter stands at; 0 if it never counted. @throws Error if nothing has that name */
  count(name: string, labelValue?: string): number {
    this.#known(name);
    return this.#counts.get(seriesName(name, labelValue)) ?? 0;
  }

  /** What a histogram was given, in order. @throws Error if nothing has that name */
  observations(name: string): readonly number[] {
    this.#known(name);
    return this.#observations.get(name) ?? [];
  }

  /** What a gauge reads now; undefined for a label value that it does not give. @throws Error if nothing has that name */
  read(name: string, labelValue?: string): number | undefined {
    this.#known(name);
    const value = this.#gauges.get(name)?.();
    if (value === undefined || typeof value === 'number') return value;
    return new Map(value).get(labelValue ?? '');
  }

  counter(name: string, help: string): Counter;
  counter(name: string, help: string, label: string): LabeledCounter;
  counter(name: string, _help: string, label?: string): Counter | LabeledCounter {
    this.#register(name);
    const add = (series: string, count: number): void => {
      this.#counts.set(series, (this.#counts.get(series) ?? 0) + count);
    };
    if (label === undefined) return { add: (count = 1) => add(name, count) };
    return { add: (value: string, count = 1) => add(seriesName(name, value), count) };
  }

  histogram(name: string, _help: string, _buckets: readonly number[]): Histogram {
    this.#register(name);
    const observed: number[] = [];
    this.#observations.set(name, observed);
    return { observe: (value) => void observed.push(value) };
  }

  gauge(name: string, help: string, read: () => number): void;
  gauge(
    name: string,
    help: string,
    label: string,
    read: () => Iterable<readonly [string, number]>,
  ): void;
  gauge(name: string, _help: string, labelOrRead: string | GaugeRead, read?: GaugeRead): void {
    this.#register(name);
    this.#gauges.set(name, typeof labelOrRead === 'string' ? (read as GaugeRead) : labelOrRead);
  }

  /** The counters, one `series count` a line. */
  render(): Promise<string> {
    return Promise.resolve(
      [...this.#counts].map(([series, count]) => `${series} ${count}\n`).join(''),
    );
  }

  #register(name: string): void {
    if (this.#names.has(name)) throw new Error(`the metric "${name}" is registered twice`);
    this.#names.add(name);
  }

  #known(name: string): void {
    if (!this.#names.has(name)) throw new Error(`there is no metric "${name}"`);
  }
}

const seriesName = (name: string, labelValue?: string): string =>
  labelValue === undefined ? name : `${name}{${labelValue}}`;

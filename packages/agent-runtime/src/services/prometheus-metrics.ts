import type { Counter, Histogram, LabeledCounter, Metrics, MetricsReport } from '@kith/agent-api';
import * as prometheus from 'prom-client';

import { processGauges } from './process-gauges.js';

type ReadOne = () => number;
type ReadMany = () => Iterable<readonly [string, number]>;

/** Metrics in a registry of their own, next to those of the process itself. */
export class PrometheusMetrics implements Metrics, MetricsReport {
  readonly #registry = new prometheus.Registry();

  /** `prefix` stands in front of every name, `kith_`; the names of the process's own metrics have none. */
  constructor(private readonly prefix: string) {
    // not prom-client's own set: that one keeps timers and observers running between scrapes
    for (const { name, help, read } of processGauges) {
      const gauge: prometheus.Gauge = new prometheus.Gauge({
        ...{ name, help, registers: [this.#registry] },
        collect: () => gauge.set(read()),
      });
    }
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async render(): Promise<string> {
    return this.#registry.metrics();
  }

  counter(name: string, help: string): Counter;
  counter(name: string, help: string, label: string): LabeledCounter;
  counter(name: string, help: string, label?: string): Counter | LabeledCounter {
    const labelNames = label === undefined ? [] : [label];
    const counter = new prometheus.Counter({ ...this.#common(name, help), labelNames });
    if (label === undefined) return { add: (count = 1) => counter.inc(count) };
    return { add: (value: string, count = 1) => counter.inc({ [label]: value }, count) };
  }

  histogram(name: string, help: string, buckets: readonly number[]): Histogram {
    const histogram = new prometheus.Histogram({
      ...this.#common(name, help),
      buckets: [...buckets],
    });
    return { observe: (value) => histogram.observe(value) };
  }

  gauge(name: string, help: string, read: ReadOne): void;
  gauge(name: string, help: string, label: string, read: ReadMany): void;
  gauge(name: string, help: string, ...rest: [ReadOne] | [string, ReadMany]): void {
    const collect =
      rest.length === 1
        ? (gauge: prometheus.Gauge) => gauge.set(rest[0]())
        : (gauge: prometheus.Gauge) => {
            // label values that are gone must not linger
            gauge.reset();
            for (const [value, count] of rest[1]()) gauge.set({ [rest[0]]: value }, count);
          };
    const gauge: prometheus.Gauge = new prometheus.Gauge({
      ...this.#common(name, help),
      labelNames: rest.length === 1 ? [] : [rest[0]],
      collect: () => collect(gauge),
    });
  }

  #common(name: string, help: string) {
    return { name: `${this.prefix}${name}`, help, registers: [this.#registry] };
  }
}

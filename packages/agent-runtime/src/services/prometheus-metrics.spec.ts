import { beforeEach, describe, expect, it } from '@jest/globals';

import { PrometheusMetrics } from './prometheus-metrics.js';

describe('PrometheusMetrics', () => {
  let metrics: PrometheusMetrics;

  beforeEach(() => {
    metrics = new PrometheusMetrics('tiny_');
  });

  it('counts under the prefix of the agent', async () => {
    metrics.counter('runs_total', 'Runs.').add(2);
    const errors = metrics.counter('errors_total', 'Errors.', 'kind');
    errors.add('io');
    errors.add('io', 3);
    const text = await metrics.render();
    expect(text).toContain(
      '# HELP tiny_runs_total Runs.\n# TYPE tiny_runs_total counter\ntiny_runs_total 2\n',
    );
    expect(text).toContain('tiny_errors_total{kind="io"} 4\n');
  });

  it('sorts observations into buckets', async () => {
    metrics.histogram('seconds', 'Time.', [0.1, 1]).observe(0.5);
    const text = await metrics.render();
    expect(text).toContain('tiny_seconds_bucket{le="0.1"} 0\n');
    expect(text).toContain('tiny_seconds_bucket{le="1"} 1\n');
  });

  it('reads gauges when asked, and lets go of label values that are gone', async () => {
    let size = 1;
    let kinds: [string, number][] = [['a', 1]];
    metrics.gauge('size', 'Size.', () => size);
    metrics.gauge('sizes', 'Sizes.', 'kind', () => kinds);
    expect(await metrics.render()).toContain('tiny_sizes{kind="a"} 1\n');
    size = 2;
    kinds = [['b', 5]];
    const text = await metrics.render();
    expect(text).toContain('tiny_size 2\n');
    expect(text).toContain('tiny_sizes{kind="b"} 5\n');
    expect(text).not.toContain('kind="a"');
  });

  it('has a registry of its own, with what is usual of a process', async () => {
    metrics.counter('runs_total', 'Runs.').add();
    const other = await new PrometheusMetrics('tiny_').render();
    expect(other).not.toContain('runs_total');
    expect(other).toMatch(/^process_resident_memory_bytes [1-9]\d*$/m);
    expect(other).toMatch(/^process_cpu_seconds_total \d/m);
  });

  it('refuses a name twice', () => {
    metrics.counter('runs_total', 'Runs.');
    expect(() => metrics.counter('runs_total', 'Runs.')).toThrow('tiny_runs_total');
  });
});

import { addresses } from '../addresses.js';
import { type Measure, quantile } from '../measure.js';
import { removalOf, type RouteChange } from './kernel-news.js';
import { memory, now } from './process-cost.js';
import type { Running } from './running.js';

const TARGETS = 1000;
/** `KITH_BENCH_CHURN_S`: the promise is of 1800. */
const LENGTH_MS = Number(process.env['KITH_BENCH_CHURN_S'] ?? 120) * 1000;
/** The first part of the churn only warms up: its code is compiled, its lists get their sizes. */
const WARM = 0.25;

/** A thousand targets come, are resolved, and go, again and again: memory does not grow. */
export async function churn({ agent, news, count }: Running): Promise<readonly Measure[]> {
  const routes = addresses(TARGETS, count).map((gateway, i): RouteChange => [
    'add',
    `10.70.${i >> 8}.${i & 255}/32`,
    gateway,
    'eth0',
  ]);
  const away = removalOf(routes);
  const samples: number[] = [];
  const end = now() + LENGTH_MS;
  while (now() < end) {
    await news.route(...routes);
    await news.untilEntries('they came', ({ valid }) => valid === count + TARGETS);
    await news.route(...away);
    await news.untilEntries('they went', ({ written }) => written === count);
    samples.push(memory(agent));
  }
  const warm = samples.slice(Math.floor(samples.length * WARM));
  const half = Math.floor(warm.length / 2);
  const [early, late] = [quantile(warm.slice(0, half), 0.5), quantile(warm.slice(half), 0.5)];
  return [
    {
      name: `churn of ${TARGETS} for ${LENGTH_MS / 1000} s, ${samples.length} times: memory late, over early`,
      count,
      value: late / early,
      unit: 'x',
      goal: { atMost: 1.05 },
    },
  ];
}

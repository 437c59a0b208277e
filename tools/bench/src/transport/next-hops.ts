import type { Lab } from '@kith/lab';

import type { Measure } from '../measure.js';
import { compete } from './arena.js';
import { cpuRatio, each, ratio, type Sample } from './sample.js';

const LIMIT = 'C limit';
const KITH = 'Kith';
const SERIAL = 'C, one by one';

/** The next hops of `count` targets over each of two devices; a route with two legs answers all of them. */
export async function nextHops(
  lab: Lab,
  count: number,
  roundCount: number,
): Promise<readonly Measure[]> {
  const samples = await compete(lab, roundCount, ({ limit, kith }) => [
    { name: LIMIT, run: () => limit.route('batched', count) },
    { name: KITH, run: () => kith.run('resolve', count) },
    { name: SERIAL, run: () => limit.route('serial', count) },
  ]);
  const of = (name: string): readonly Sample[] => samples.get(name) ?? [];
  return [
    ...[...samples.keys()].map((name): Measure => ({
      name: `next hop: ${name}`,
      count,
      value: each(of(name)),
      unit: 'µs each',
    })),
    {
      name: 'next hop: Kith / C limit',
      count,
      value: ratio(of(KITH), of(LIMIT)),
      unit: 'x',
      goal: { atMost: 1.5 },
    },
    {
      name: 'next hop: Kith / C limit, CPU',
      count,
      value: cpuRatio(of(KITH), of(LIMIT)),
      unit: 'x',
      better: 'less',
    },
  ];
}

import { setTimeout as delay } from 'node:timers/promises';

import { addresses } from '../addresses.js';
import { type Measure, quantile } from '../measure.js';
import { router } from './crowd.js';
import { removalOf, type RouteChange } from './kernel-news.js';
import { lookups, type Running } from './running.js';

const FLIPS = 21;
const BLOCK = 256;
/** So that the lookups of one flip are over when they are counted: many times what a flip takes. */
const SETTLE_MS = 300;

/**
 * One /24 of targets after the other moves from the link to a gateway that nobody knew: from the kernel being told to
 * its news that the gateway is resolved; and how many lookups that took, over those that the same targets took at the
 * start.
 */
export async function routeFlips({ agent, news, count }: Running): Promise<readonly Measure[]> {
  const flips = Math.min(FLIPS, Math.floor(count / BLOCK));
  if (flips === 0) return [];
  const routes = Array.from({ length: flips }, (_, i): RouteChange => {
    const [prefix = ''] = addresses(1, i * BLOCK);
    return ['add', `${prefix}/24`, router(i), 'eth0'];
  });
  await news.watch(...routes.map(([, , gateway]) => gateway));
  // two devices, and once without: three for each address
  const expected = 3 * (BLOCK + 1);
  const delays: number[] = [];
  const asked: number[] = [];
  for (const route of routes) {
    const before = await lookups(agent);
    const sent = await news.route(route);
    delays.push((await news.when(route[2], 'valid', sent)) - sent);
    await delay(SETTLE_MS);
    asked.push(((await lookups(agent)) - before) / expected);
  }
  // each block's entries gave way to one
  const left = count - flips * (BLOCK - 1);
  await news.untilEntries('the flipped are gone', ({ written }) => written === left);
  await news.route(...removalOf(routes));
  await news.untilEntries('all are back on the link', ({ written }) => written === count);
  return [
    {
      name: 'route flip of a /24 to resolved, median',
      count,
      value: quantile(delays, 0.5),
      unit: 'ms',
      goal: { below: 50 },
    },
    {
      name: 'route flip of a /24 to resolved, worst',
      count,
      value: quantile(delays, 1),
      unit: 'ms',
    },
    {
      name: 'route flip of a /24: lookups, over those of its targets',
      count,
      value: quantile(asked, 0.5),
      unit: 'x',
      goal: { atMost: 1 },
    },
  ];
}

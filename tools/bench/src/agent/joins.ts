import { setTimeout as delay } from 'node:timers/promises';

import { addresses } from '../addresses.js';
import { type Measure, quantile } from '../measure.js';
import { removalOf, type RouteChange } from './kernel-news.js';
import { now } from './process-cost.js';
import type { Running } from './running.js';

export const JOIN_MEDIAN = 'join to resolved, median';
export const JOIN_P99 = 'join to resolved, p99';

const JOINS = 201;
/** A join by itself: what comes within a few milliseconds of the one before is served together with the next. */
const BETWEEN_MS = 50;
/** Where joins take seconds, the goal is missed with fewer of them too. */
const ENOUGH_MS = 40_000;

/**
 * From a route over a gateway that nobody knew to the kernel's news that this neighbor is resolved.
 *
 * In it: the kernel's time to make the route and to announce it, all of the agent, the kernel's ARP request over veth
 * and the peer's answer, its announcement, and the observer's wake-up. Not in it: the start of any process. The
 * kernel's own probes of all others go on meanwhile, as they do on a node.
 */
export async function joins({ news, count }: Running): Promise<readonly Measure[]> {
  const gateways = addresses(JOINS, count);
  await news.watch(...gateways);
  const routes = gateways.map((gateway, i): RouteChange => [
    'add',
    `10.66.${i}.0/24`,
    gateway,
    'eth0',
  ]);
  const delays: number[] = [];
  const made: RouteChange[] = [];
  const end = now() + ENOUGH_MS;
  for (const route of routes) {
    await delay(BETWEEN_MS);
    const sent = await news.route(route);
    delays.push((await news.when(route[2], 'valid', sent)) - sent);
    made.push(route);
    if (sent > end) break;
  }
  await news.route(...removalOf(made));
  await news.untilEntries('who joined is gone', ({ written }) => written === count);
  return [
    {
      name: JOIN_MEDIAN,
      count,
      value: quantile(delays, 0.5),
      unit: 'ms',
      goal: { below: 5 },
    },
    {
      name: JOIN_P99,
      count,
      value: quantile(delays, 0.99),
      unit: 'ms',
      goal: { below: 20 },
    },
  ];
}

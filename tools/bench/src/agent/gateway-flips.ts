import { setTimeout as delay } from 'node:timers/promises';

import { type Measure, quantile } from '../measure.js';
import { MEMBERS, router } from './crowd.js';
import { lookups, type Running } from './running.js';

const FLIPS = 11;
const FIRST = 40;
/** After one flip everything is to be over before the next. */
const SETTLE_MS = 500;

/**
 * All targets are behind one gateway, which another one replaces: from the kernel being told to its news that the new
 * one is resolved, and to its news that the old one is gone, which it is once no target needs it. Leaves all targets
 * behind a gateway.
 */
export async function gatewayFlips({ agent, news, count }: Running): Promise<readonly Measure[]> {
  await news.route(['replace', MEMBERS, router(FIRST), 'eth0']);
  await news.untilEntries(
    'one gateway for all',
    ({ written, valid }) => written === 1 && valid === 1,
  );
  const resolved: number[] = [];
  const moved: number[] = [];
  for (let i = 1; i <= FLIPS; i++) {
    await delay(SETTLE_MS);
    const [from, to] = [router(FIRST + i - 1), router(FIRST + i)];
    const before = await lookups(agent);
    await news.watch(from, to);
    const sent = await news.route(['replace', MEMBERS, to, 'eth0']);
    resolved.push((await news.when(to, 'valid', sent)) - sent);
    moved.push((await news.when(from, 'deleted', sent)) - sent);
    const asked = (await lookups(agent)) - before;
    if (asked < count) throw new Error(`${asked} lookups for ${count} targets behind a gateway`);
  }
  return [
    {
      name: 'gateway flip to resolved, median',
      count,
      value: quantile(resolved, 0.5),
      unit: 'ms',
      goal: { below: 300 },
    },
    {
      name: 'gateway flip until the old one is gone, median',
      count,
      value: quantile(moved, 0.5),
      unit: 'ms',
      goal: { below: 300 },
    },
  ];
}

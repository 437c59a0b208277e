import { setTimeout as delay } from 'node:timers/promises';

import type { Host } from '@kith/lab';

import type { Measure } from '../measure.js';
import { plugIn, unplug } from './crowd.js';
import { memory, now } from './process-cost.js';
import type { Running } from './running.js';

const FLAPS = 20;
/** How long a cable is out, and in, during the storm. */
const HALF_MS = 100;
const SETTLE_MS = 15_000;

/**
 * Both devices lose their carriers again and again. The kernel bundles some of that, so the last time the cable stays
 * out until the kernel has dropped every entry: then, from before it is put back, until all are resolved again.
 */
export async function storm({
  node,
  peer,
  agent,
  news,
  count,
}: Running): Promise<readonly Measure[]> {
  const memoryBefore = memory(agent);
  const before = await carrierChanges(node);
  for (let flap = 1; flap < FLAPS; flap++) {
    await unplug(peer);
    await delay(HALF_MS);
    await plugIn(peer);
    await delay(HALF_MS);
  }
  await unplug(peer);
  await news.untilEntries('the kernel drops all', ({ valid }) => valid === 0);
  const back = now();
  await plugIn(peer);
  const { time } = await news.untilEntries('all are back', ({ valid }) => valid === count, 90_000);
  const changes = (await carrierChanges(node)) - before;
  if (changes < 2 * FLAPS) throw new Error(`eth0 lost its carrier ${changes / 2} times only`);
  await delay(SETTLE_MS);
  return [
    {
      name: '20 flaps of all carriers: from the last to all resolved',
      count,
      value: time - back,
      unit: 'ms',
      goal: { below: 2000 },
    },
    {
      name: '20 flaps of all carriers: memory after, over before',
      count,
      value: memory(agent) / memoryBefore,
      unit: 'x',
      goal: { atMost: 1.1 },
    },
  ];
}

/** How often the carrier of eth0 came or went. */
async function carrierChanges(node: Host): Promise<number> {
  const { stdout } = await node.exec(['cat', '/sys/class/net/eth0/carrier_changes']);
  return Number(stdout);
}

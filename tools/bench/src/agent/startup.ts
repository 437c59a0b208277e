import { setTimeout as delay } from 'node:timers/promises';

import type { Lab } from '@kith/lab';

import { addresses } from '../addresses.js';
import { type Measure, quantile } from '../measure.js';
import { config, crowd } from './crowd.js';
import { KernelNews } from './kernel-news.js';
import { bareNodeMemory, bareNodeTime, memory, now } from './process-cost.js';

const ROUNDS = 11;
/** The agent's start is over, and its heap has settled (`bin/bundle.js`). */
const SETTLE_MS = 10_000;

/**
 * From the start of the process to the kernel's news of a resolved entry, which is later than the first write, beside a
 * Node that does nothing, by turns. The lab's writing of the config counts as the agent's.
 *
 * @param count targets in the config: 1
 */
export async function startup(lab: Lab, count: number): Promise<readonly Measure[]> {
  const { node } = await crowd(lab);
  const news = await KernelNews.start(node);
  try {
    const [bare, toEntry]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(await bareNodeTime());
      const own = addresses(count, round * count);
      await news.watch(...own);
      const begin = now();
      const agent = await lab.agent(node, config(own), { awaitsReady: false });
      toEntry.push((await news.when(own[0] ?? '', 'valid', begin)) - begin);
      await agent.stop();
    }
    const [node0, kith] = [quantile(bare, 0.5), quantile(toEntry, 0.5)];
    return [
      { name: 'node -e 0', count: 0, value: node0, unit: 'ms' },
      { name: 'start to first entry', count, value: kith, unit: 'ms' },
      {
        name: 'start to first entry, over node -e 0',
        count,
        value: kith - node0,
        unit: 'ms',
        goal: { atMost: 100 },
      },
    ];
  } finally {
    await news.stop();
  }
}

/** The memory of an agent that has nothing to do, beside a Node that has nothing to do. */
export async function emptyMemory(lab: Lab, count: number): Promise<readonly Measure[]> {
  const { node } = await crowd(lab);
  const bare = await bareNodeMemory();
  const agent = await lab.agent(node, config(addresses(count)));
  await delay(SETTLE_MS);
  const over = memory(agent) - bare;
  await agent.stop();
  return [
    { name: 'memory of node -e 0', count, value: bare, unit: 'MiB' },
    { name: 'memory, over node -e 0', count, value: over, unit: 'MiB', goal: { atMost: 20 } },
  ];
}

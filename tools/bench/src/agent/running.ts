import type { Agent, Lab } from '@kith/lab';

import { addresses } from '../addresses.js';
import { config, crowd, type Crowd } from './crowd.js';
import { KernelNews } from './kernel-news.js';
import { now } from './process-cost.js';

/** An agent with a crowd, that one measure after the other looks at. */
export interface Running extends Crowd {
  readonly agent: Agent;
  readonly news: KernelNews;
  /** Targets in its config, one neighbor each. */
  readonly count: number;
  /** When its process had been started: milliseconds since the epoch. */
  readonly started: number;
}

/** Starts one, gives it to `measure`, and ends the observer; the rest ends with the lab. */
export async function withAgent<T>(
  lab: Lab,
  count: number,
  measure: (running: Running) => Promise<T>,
  plugins: object = {},
): Promise<T> {
  const { node, peer } = await crowd(lab);
  const news = await KernelNews.start(node);
  try {
    // its file is written by the lab, which is not its time
    const agent = await lab.agent(node, config(addresses(count), plugins), { awaitsReady: false });
    return await measure({ node, peer, agent, news, count, started: now() });
  } finally {
    await news.stop();
    // the kernel keeps managed entries resolved without an agent too, which would be at the expense of what comes next
    await node.ip('link del eth0');
  }
}

/** Next hops asked of the kernel so far, by the agent's own count. */
export async function lookups(agent: Agent): Promise<number> {
  const metrics = await agent.metrics();
  const value = metrics.get('kith_next_hop_lookups_total');
  if (value === undefined) throw new Error('the agent does not count its lookups');
  return value;
}

import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { Measure } from '../measure.js';
import { now } from './process-cost.js';
import type { Running } from './running.js';

const IDLE_MS = 60_000;
/** The audits, which are requests too, come each five minutes: none is due in this time. */
const COUNTED_S = 20;
const COUNT_REQUESTS = path.join(import.meta.dirname, '../../bin/count-requests.py');

/**
 * All are resolved, the kernel keeps them so, and nothing happens: what does the agent do? Its netlink requests are
 * counted after its CPU, since to count them costs it time; not at all where it may not be traced.
 */
export async function idle(running: Running): Promise<readonly Measure[]> {
  const { agent, news, count } = running;
  const [start, before] = [now(), agent.cpuTime()];
  await delay(IDLE_MS);
  const share = (agent.cpuTime() - before) / (now() - start);
  const { valid } = await news.entries();
  if (valid < count) throw new Error(`only ${valid} of ${count} were resolved at rest`);
  return [
    { name: 'idle: CPU', count, value: share * 100, unit: '% of a core', goal: { below: 0.1 } },
    ...(await requests(running)),
  ];
}

async function requests({ node, agent, count }: Running): Promise<readonly Measure[]> {
  const command = ['python3', COUNT_REQUESTS, String(agent.pid), String(COUNTED_S)];
  const { code, stdout } = await node.exec(command, { mayFail: true });
  if (code !== 0) return [];
  const seen = JSON.parse(stdout) as { readonly requests: number; readonly calls: number };
  if (seen.calls === 0) throw new Error('the agent made no system call at all: was it traced?');
  return [
    {
      name: `idle: netlink requests in ${COUNTED_S} s`,
      count,
      value: seen.requests,
      unit: 'requests',
      goal: { atMost: 0 },
    },
  ];
}

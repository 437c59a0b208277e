import { setTimeout as delay } from 'node:timers/promises';

import type { Agent, Host, Lab } from '@kith/lab';

import { config, crowd, members, written } from './crowd.js';
import { type Measure, quantile } from './measure.js';

const JOINS = 101;
/** The kernel's first round of probes, which comes within this time, still compiles and cleans up. */
const START_MS = 60_000;
/** Two rounds or more: each entry is confirmed anew every 20 to 55 s. */
const REST_MS = 110_000;
/** A join by itself: what comes within a few milliseconds of the one before is served together with the next. */
const BETWEEN_JOINS_MS = 50;

/** What `count` targets cost at start, at a join and at rest. */
export async function scale(lab: Lab, count: number): Promise<readonly Measure[]> {
  const node = await crowd(lab);
  const agent = await lab.agent(node, config(members(count)), { awaitsReady: false });
  await written(node, count);
  const cpu = agent.cpuTime();
  await written(node, count, true);
  return [
    {
      name: 'agent CPU until all are written',
      count,
      value: cpu,
      unit: 'ms',
      goal: { below: count / 10 },
    },
    ...(await steady(agent, count)),
    ...(await joins(node, count)),
  ];
}

async function steady(agent: Agent, count: number): Promise<readonly Measure[]> {
  await delay(START_MS);
  const [start, before] = [performance.now(), agent.cpuTime()];
  await delay(REST_MS);
  const share = (agent.cpuTime() - before) / (performance.now() - start);
  const memory = agent.residentMemory() / 1024;
  return [
    { name: 'at rest: CPU', count, value: share * 100, unit: '% of a core', goal: { below: 0.5 } },
    { name: 'at rest: memory', count, value: memory, unit: 'MiB', goal: { below: 100 } },
  ];
}

/** From the route over a new gateway to its entry; the few milliseconds that `ip` takes count too. */
async function joins(node: Host, count: number): Promise<readonly Measure[]> {
  // no probes meanwhile: all of them at once are more news than `ip monitor` can take
  await node.sysctl('net.ipv4.neigh.eth0.base_reachable_time_ms', 600_000);
  const monitor = await node.monitor();
  const delays: number[] = [];
  for (const [i, gateway] of members(JOINS, count).entries()) {
    await delay(BETWEEN_JOINS_MS);
    const start = performance.timeOrigin + performance.now();
    await node.ip(`route add 10.65.${i}.0/24 via ${gateway}`);
    const entry = await monitor
      .until(({ address }) => address === gateway)
      .catch((cause: unknown) => {
        const why = 'is the machine busy with something else? Run it again when it is quiet';
        throw new Error(`no news of the entry for ${gateway} within 10 s: ${why}`, { cause });
      });
    delays.push(entry.time - start);
  }
  return [
    {
      name: 'join to entry, median',
      count,
      value: quantile(delays, 0.5),
      unit: 'ms',
      goal: { below: 10 },
    },
    { name: 'join to entry, p99', count, value: quantile(delays, 0.99), unit: 'ms' },
  ];
}

import { setTimeout as delay } from 'node:timers/promises';

import type { Frame, Lab } from '@kith/lab';

import type { Measure } from '../measure.js';
import { now } from './process-cost.js';
import { withAgent } from './running.js';

const PERIOD_S = 30;
const CYCLES = 2;
/** All were resolved, went stale and had a first turn. */
const WARM_MS = 45_000;
const BROADCAST = 'ff:ff:ff:ff:ff:ff';
const PLUGINS = {
  'neighbor-controller': { strategy: 'agent-refresh', maxTargets: 200_000, maxNeighbors: 200_000 },
  'refresh-controller': { period: `${PERIOD_S}s` },
};

/**
 * What a cycle costs in which the agent has each neighbor resolved anew, and how evenly the frames of it are spread:
 * the fewest and the most in a second, over their mean. Neighbors are stale after 3 s and are asked as soon as they are
 * used, so that each turn is a frame. The agent's CPU is all of it, in the kernel too.
 */
export function refresh(lab: Lab, count: number): Promise<readonly Measure[]> {
  return withAgent(
    lab,
    count,
    async ({ node, agent, news }) => {
      await node.sysctls([
        ['net.ipv4.neigh.eth0.base_reachable_time_ms', 3000],
        ['net.ipv4.neigh.eth0.delay_first_probe_time', 0],
      ]);
      await news.untilEntries('all are resolved', ({ valid }) => valid >= count);
      await delay(WARM_MS);
      const capture = await node.capture('eth0');
      const [from, before] = [now(), agent.cpuTime()];
      await delay(CYCLES * PERIOD_S * 1000);
      const [to, cpu] = [now(), agent.cpuTime() - before];
      await capture.stop();
      const frames = capture.solicitations.filter(
        ({ destination, time }) => destination !== BROADCAST && time >= from && time < to,
      );
      const asked = new Set(frames.map(({ target }) => target)).size;
      if (asked < count) throw new Error(`only ${asked} of ${count} had a turn`);
      const seconds = perSecond(frames, from);
      const mean = frames.length / seconds.length;
      return [
        {
          name: 'agent-refresh: agent CPU a cycle',
          count,
          value: cpu / CYCLES,
          unit: 'ms',
          goal: { below: 60 },
        },
        {
          name: 'agent-refresh: fewest frames in a second, over the mean',
          count,
          value: Math.min(...seconds) / mean,
          unit: 'x',
          goal: { atLeast: 0.5 },
        },
        {
          name: 'agent-refresh: most frames in a second, over the mean',
          count,
          value: Math.max(...seconds) / mean,
          unit: 'x',
          goal: { atMost: 1.5 },
        },
        {
          name: 'agent-refresh: frames a neighbor and cycle',
          count,
          value: frames.length / count / CYCLES,
          unit: 'frames',
        },
      ];
    },
    PLUGINS,
  );
}

function perSecond(frames: readonly Frame[], from: number): readonly number[] {
  const counts = Array.from({ length: CYCLES * PERIOD_S }, () => 0);
  for (const { time } of frames) {
    const second = Math.floor((time - from) / 1000);
    if (second < counts.length) counts[second] = (counts[second] ?? 0) + 1;
  }
  return counts;
}

import type { Lab } from '@kith/lab';

import type { Measure } from '../measure.js';
import { churn } from './churn.js';
import { gatewayFlips } from './gateway-flips.js';
import { idle } from './idle.js';
import { JOIN_MEDIAN, JOIN_P99, joins } from './joins.js';
import { userCpu } from './process-cost.js';
import { routeFlips } from './route-flips.js';
import { type Running, withAgent } from './running.js';
import { start } from './start.js';
import { storm } from './storm.js';

/** What a running agent is measured in, in this order: the last leaves all targets behind a gateway. */
const LIFE: readonly ((running: Running) => Promise<readonly Measure[]>)[] = [
  idle,
  joins,
  routeFlips,
  storm,
  churn,
  gatewayFlips,
];

/** What is to hold for a crowd ten times as large too. */
const LARGE_LIFE: typeof LIFE = [joins, routeFlips];
const LARGE = 10;
const GROWTH: readonly string[] = [JOIN_MEDIAN, JOIN_P99];

/** All that is measured with `count` targets under the strategy `managed`, and part of it with ten times as many. */
export async function scale(lab: Lab, count: number): Promise<readonly Measure[]> {
  const small = await live(lab, count, LIFE);
  const large = await live(lab, count * LARGE, LARGE_LIFE);
  const growth = GROWTH.map((name): Measure => {
    const [few, many] = [small, large].map((all) => all.find((m) => m.name === name)?.value);
    return {
      name: `${name}: over that of a tenth`,
      count: count * LARGE,
      value: (many ?? NaN) / (few ?? NaN),
      unit: 'x',
      goal: { atMost: 2 },
    };
  });
  return [...small, ...large, ...growth];
}

async function live(lab: Lab, count: number, measures: typeof LIFE): Promise<readonly Measure[]> {
  const empty = await withAgent(lab, 0, async ({ agent }) => {
    await agent.ready();
    const cost = { user: userCpu(agent), total: agent.cpuTime() };
    await agent.stop();
    return cost;
  });
  return withAgent(lab, count, async (running) => {
    const results = [...(await start(running, empty))];
    for (const measure of measures) {
      results.push(...(await measure(running).catch(failed(measure.name, count))));
    }
    await running.agent.stop();
    return results;
  });
}

/** One measure that cannot be taken is a goal that is missed, and no reason not to see the others. */
function failed(name: string, count: number): (error: unknown) => readonly Measure[] {
  return (error) => {
    process.stderr.write(`bench: ${name} with ${count}: ${String(error)}\n`);
    return [
      { name: `${name}: could not be measured`, count, value: NaN, unit: 'ms', goal: { below: 0 } },
    ];
  };
}

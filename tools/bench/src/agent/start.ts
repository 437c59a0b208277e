import { setTimeout as delay } from 'node:timers/promises';

import type { Goal, Measure } from '../measure.js';
import { bareNodeMemory, memory, now, userCpu } from './process-cost.js';
import type { Running } from './running.js';

/** By targets. */
type Goals = ReadonlyMap<number, Goal>;

const WRITTEN_MS: Goals = new Map([
  [10_000, { below: 1000 }],
  [100_000, { below: 5000 }],
]);
const RESOLVED_SHARE: Goals = new Map([
  [10_000, { atLeast: 100 }],
  [100_000, { atLeast: 99.9 }],
]);
const MEMORY_MIB: Goals = new Map([
  [10_000, { atMost: 40 }],
  [100_000, { atMost: 160 }],
]);

/** CPU time of a start, in milliseconds. */
export interface StartCost {
  /** Outside of the kernel. */
  readonly user: number;
  readonly total: number;
}

const RESOLVED_AFTER_MS = 60_000;

/**
 * From the start of the process until the kernel's table holds an entry for each target, and what is resolved a minute
 * after the start. The table is listed again and again meanwhile, on the other core if there is one: the time is late
 * by up to a tenth, never early.
 *
 * @param empty what an agent without targets took for its start: what is beyond it is the targets'. The goal is for the time
 * outside of the kernel; in the kernel, most is its own time to make entries, to send and receive frames and to announce.
 */
export async function start(
  { agent, news, count, started }: Running,
  empty: StartCost,
): Promise<readonly Measure[]> {
  const all = await news.untilEntries('all are written', ({ written }) => written >= count, 90_000);
  const [user, total] = [userCpu(agent), agent.cpuTime()];
  const perTarget = (ms: number): number => (ms * 1000) / count;
  await delay(Math.max(0, started + RESOLVED_AFTER_MS - now()));
  const { written, valid } = await news.entries();
  if (written < count) throw new Error(`${written} of ${count} entries are left after a minute`);
  const bare = await bareNodeMemory();
  return [
    {
      name: 'start to all written',
      count,
      value: all.time - started,
      unit: 'ms',
      ...goalOf(WRITTEN_MS, count),
    },
    {
      name: 'start to all written: CPU of a target, kernel not counted',
      count,
      value: perTarget(user - empty.user),
      unit: 'µs each',
      goal: { atMost: 10 },
    },
    {
      name: 'start to all written: CPU of a target, kernel counted',
      count,
      value: perTarget(total - empty.total),
      unit: 'µs each',
    },
    {
      name: 'resolved a minute after the start',
      count,
      value: (100 * Math.min(valid, count)) / count,
      unit: '%',
      ...goalOf(RESOLVED_SHARE, count),
    },
    {
      name: 'memory a minute after the start, over node -e 0',
      count,
      value: memory(agent) - bare,
      unit: 'MiB',
      ...goalOf(MEMORY_MIB, count),
    },
  ];
}

function goalOf(goals: Goals, count: number): Pick<Measure, 'goal'> {
  const goal = goals.get(count);
  return goal === undefined ? {} : { goal };
}

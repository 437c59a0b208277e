import type { Host, Lab } from '@kith/lab';

import type { Measure } from '../measure.js';
import { compete } from './arena.js';
import type { Limit } from './limit.js';
import { addresses } from '../addresses.js';
import { cpuRatio, each, ratio } from './sample.js';

const LIMIT = 'C limit';
const KITH = 'Kith';

/** Ten hours: nothing ages, nothing is probed, and nobody is told of anything meanwhile. */
const REACHABLE_MS = 36_000_000;

/** Managed, resolved neighbors are listed and decoded: into an array of structs, and into the agent's mirror. */
export async function dump(
  lab: Lab,
  count: number,
  roundCount: number,
): Promise<readonly Measure[]> {
  const samples = await compete(lab, roundCount, async ({ node, limit, kith }) => {
    await fill(node, limit, count);
    return [
      { name: LIMIT, run: () => limit.dump(count) },
      { name: KITH, run: () => kith.run('dump', count) },
    ];
  });
  const [least = [], ours = []] = [samples.get(LIMIT), samples.get(KITH)];
  return [
    { name: `dump: ${LIMIT}`, count, value: each(least), unit: 'µs each' },
    { name: 'dump: Kith, into the mirror', count, value: each(ours), unit: 'µs each' },
    {
      name: 'dump: Kith / C limit',
      count,
      value: ratio(ours, least),
      unit: 'x',
      goal: { atMost: 1.7 },
    },
    {
      name: 'dump: Kith / C limit, CPU',
      count,
      value: cpuRatio(ours, least),
      unit: 'x',
      better: 'less',
    },
  ];
}

/** With a MAC from the start; a managed write leaves that as it is. */
async function fill(node: Host, limit: Limit, count: number): Promise<void> {
  await node.sysctl('net.ipv4.neigh.eth0.base_reachable_time_ms', REACHABLE_MS);
  const mac = '02:00:00:00:00:02';
  const entry = `lladdr ${mac} dev eth0 nud reachable extern_learn proto 75`;
  await node.ipBatch(addresses(count).map((address) => `neigh replace ${address} ${entry}`));
  await limit.write('batched', count);
}

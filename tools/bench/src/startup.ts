import { spawn } from 'node:child_process';
import { once } from 'node:events';

import type { Lab } from '@kith/lab';

import { config, crowd } from './crowd.js';
import { type Measure, quantile } from './measure.js';

const ROUNDS = 11;

/** From the start of the process to the first entry in the kernel, beside a Node that does nothing. */
export async function startup(lab: Lab): Promise<readonly Measure[]> {
  const node = await crowd(lab);
  const monitor = await node.monitor();
  const [bare, toEntry]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await bareNode());
    const address = `10.64.0.${round + 1}`;
    const start = now();
    const agent = await lab.agent(node, config([address]), { awaitsReady: false });
    const entry = await monitor.until((event) => event.address === address);
    toEntry.push(entry.time - start);
    await agent.stop();
  }
  const [node0, kith] = [quantile(bare, 0.5), quantile(toEntry, 0.5)];
  return [
    { name: 'node -e 0', count: 0, value: node0, unit: 'ms' },
    { name: 'start to first entry', count: 1, value: kith, unit: 'ms' },
    {
      name: 'start to first entry, over node -e 0',
      count: 1,
      value: kith - node0,
      unit: 'ms',
      goal: { below: 400 },
    },
  ];
}

async function bareNode(): Promise<number> {
  const start = now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return now() - start;
}

/** As the monitor's timestamps: milliseconds since the epoch. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

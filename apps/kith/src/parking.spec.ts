import { expect, it } from '@jest/globals';

import { STRATEGIES, type StrategyName } from './testing/simulation/happening.fake.js';
import { Network } from './testing/simulation/network.fake.js';
import { SimulatedAgent } from './testing/simulation/simulated-agent.fake.js';

const DEAD = Array.from({ length: 1000 }, (_, i) => `fd00::1:${i.toString(16)}`);
const MINUTE = 60_000;
const NEVER_PARKED = { after: 1000 };

/** How often 1,000 dead neighbors are asked for from minute 2 to minute 10. */
async function framesFor(strategy: StrategyName, parking: object): Promise<number> {
  const { clock, kernel } = new Network();
  const agent = await SimulatedAgent.start({
    ...{ clock, kernel, strategy, takeover: 'none', parking: { ...parking } },
    watch: () => undefined,
    onHeard: () => undefined,
  });
  agent.source.set([{ owner: 'rack', addresses: DEAD }]);
  agent.synced();
  await clock.advance(2 * MINUTE);
  const before = sum(kernel.wire.solicitations.values());
  await clock.advance(8 * MINUTE);
  const frames = sum(kernel.wire.solicitations.values()) - before;
  await agent.stop();
  return frames;
}

const sum = (counts: Iterable<number>): number => [...counts].reduce((all, one) => all + one, 0);

it('1,000 dead neighbors cost a twentieth of what the kernel would ask, under any strategy (F5)', async () => {
  const ofKernel = await framesFor('managed', NEVER_PARKED);
  // 0.6 a second each, as measured on Linux 6.18
  expect(ofKernel / DEAD.length / (8 * 60)).toBeCloseTo(0.6, 1);
  for (const strategy of STRATEGIES) {
    const frames = await framesFor(strategy, {});
    expect(frames).toBeGreaterThan(DEAD.length);
    expect(frames).toBeLessThanOrEqual(ofKernel / 20);
  }
}, 120_000);

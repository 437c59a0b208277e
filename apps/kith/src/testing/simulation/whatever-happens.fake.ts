import process from 'node:process';

import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { type Takeover, TAKEOVERS } from './asked-entries.fake.js';
import { type Happening, stories, type StrategyName } from './happening.fake.js';
import { World } from './world.fake.js';

/** Happenings at least: few by default, 35,000 by `npm test`, half a million by `npm run soak`. */
const STEPS = Number(process.env['KITH_TEST_STEPS'] ?? 5000);
const LONGEST_STORY = 200;
const STORIES_AT_ONCE = 20;
const { KITH_TEST_SEED: given, KITH_TEST_PATH: path } = process.env;
/** Of the first stories; those after it have the next ones. */
const SEED = Number(given ?? Math.floor(Math.random() * 1_000_000_000));

/**
 * Declares the test of the whole agent, which starts under a strategy, on the simulated kernel. Of a failure it prints seed, path
 * and the shortest story that it found; `KITH_TEST_SEED=… KITH_TEST_PATH=… npm run test:unit -- property` plays it again.
 */
export function testWhateverHappens(strategy: StrategyName): void {
  const title = `whatever happened, once it is quiet the table is as desired, and nothing forbidden was done: ${strategy}, seed ${SEED}`;
  it(
    title,
    async () => {
      let steps = 0;
      const takeovers = fc.constantFrom('none' as const, ...TAKEOVERS);
      const property = fc.asyncProperty(
        stories(LONGEST_STORY),
        takeovers,
        async (story, takeover) => {
          steps += story.length;
          expect(await play(story, strategy, takeover)).toEqual([]);
        },
      );
      if (path !== undefined) return fc.assert(property, { seed: SEED, path });
      for (let seed = SEED; steps < STEPS; seed++) {
        await fc.assert(property, { numRuns: STORIES_AT_ONCE, seed });
      }
    },
    7_200_000,
  );
}

/** What was forbidden and done, or is not as it should be in the end; one line each. */
async function play(
  story: readonly Happening[],
  strategy: StrategyName,
  takeover: Takeover,
): Promise<readonly string[]> {
  const world = await World.begin(strategy, takeover);
  for (const happening of story) {
    await world.happen(happening);
    if (world.broken.length > 0) return world.broken;
  }
  const faults = await world.rest();
  await world.end();
  return [...world.broken, ...faults];
}

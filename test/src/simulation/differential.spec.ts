import { beforeAll, describe, expect, it } from '@jest/globals';
import { Lab } from '@kith/lab';
import type { KernelRules } from '@kith/neighbor-testing';

import { Differential, firstDifference, type Recording } from './differential.js';
import { lane, type Lane } from './lane.js';
import type { Script } from './operation.js';
import { RealLanes } from './real-lanes.js';
import { OPERATIONS_PER_SCRIPT, randomScripts } from './scripts.js';

const SCRIPTS = 200;
/** Beyond 512 ordinary entries, of all namespaces together, the kernel throws out what it likes. */
const SCRIPTS_AT_ONCE = 100;
/** Another one each time; a failure names it. */
const SEED = Number(process.env['KITH_TEST_SEED'] ?? Date.now() % 1_000_000);

/** Each makes the simulated kernel do something else than Linux does. */
const BUGS: Readonly<Record<string, Partial<KernelRules>>> = {
  'a managed write leaves a PERMANENT entry as it is': { stateToResolve: (state) => state },
  'a write that leaves the mark out clears it': { protocolAfter: (_before, written) => written },
  'managed survives a write that leaves it out': {
    isManagedAfter: (before, written) => before || written,
  },
  'NTF_ROUTER survives a write that leaves it out': {
    isRouterAfter: (before, written) => before || written,
  },
  'nothing is left of an entry whose first write was refused': { isRemnantLeft: false },
  'extern_learn entries survive carrier loss': {
    survivesCarrierLoss: ({ state, isExtLearned }) => state === 'PERMANENT' || isExtLearned,
  },
  'PERMANENT entries survive admin down': {
    survivesLinkDown: ({ state }) => state === 'PERMANENT',
  },
  'PERMANENT entries survive a change of our own MAC': {
    survivesOwnMacChange: ({ state }) => state === 'PERMANENT',
  },
  'the last IPv4 address takes nothing along': { survivesLastAddress: () => true },
};

describe(`the simulated kernel, seed ${SEED}`, () => {
  const found: string[] = [];
  const recordings: Recording[] = [];

  beforeAll(async () => {
    const lanes = Array.from({ length: SCRIPTS_AT_ONCE }, (_, i) => lane(i));
    const scripts = randomScripts(SEED, SCRIPTS);
    for (let first = 0; first < SCRIPTS; first += SCRIPTS_AT_ONCE) {
      const differential = await play(lanes, scripts.slice(first, first + SCRIPTS_AT_ONCE));
      found.push(...differential.explainAll());
      recordings.push(...differential.recordings);
    }
  });

  it(`comes to what the real one comes to, after each operation of ${SCRIPTS} scripts`, () => {
    expect(found.slice(0, 3)).toEqual([]);
  });

  it.each(Object.entries(BUGS))('would be found out if %s', async (_name, rules) => {
    for (const recording of recordings) if (await firstDifference(recording, rules)) return;
    throw new Error('no script tells it from the real kernel');
  });
});

async function play(lanes: readonly Lane[], scripts: readonly Script[]): Promise<Differential> {
  const lab = new Lab();
  try {
    const real = await RealLanes.make(lab, lanes);
    try {
      const differential = new Differential(real, lanes, scripts);
      await differential.play(OPERATIONS_PER_SCRIPT);
      return differential;
    } finally {
      await real.close();
    }
  } finally {
    await lab.dispose();
  }
}

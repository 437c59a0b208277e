import { expect, it } from '@jest/globals';
import type { NeighborWriter } from '@kith/neighbor-api';
import { neighborKey, type NeighborKey } from '@kith/net-types';
import * as fc from 'fast-check';

import { ControllerFixture, ETH1, ETH2 } from './controller-fixture.fake.js';
import { entryOwner } from './entry-owner.js';
import { comesUp, GATEWAYS, happenings, TARGETS } from './happenings.fake.js';

/** For every retry, pause and break to end. */
const LONG_ENOUGH_MS = 300_000;

/** I1 and I2, at each write. */
function watch({ state, writer }: ControllerFixture): void {
  const apply = writer.apply.bind(writer);
  writer.apply = (writes): ReturnType<NeighborWriter['apply']> => {
    for (const { ifindex, address } of writes) {
      const observed = state.neighbor(ifindex, address);
      if (observed) expect(entryOwner(observed, writer.mark)).not.toBe('foreign');
      expect(state.addresses.map((own) => own.address)).not.toContain(address);
    }
    return apply(writes);
  };
}

/** What the routes say now of all that is wanted, thought anew. */
function desired({ registry, fib, state }: ControllerFixture): NeighborKey[] {
  const own = new Set(state.addresses.map(({ address }) => address));
  const keys = [...registry.targets.values()]
    .filter(({ address }) => !own.has(address))
    .flatMap(({ address }) => [{ address }, { address, oif: ETH1 }, { address, oif: ETH2 }])
    .map((query) => fib.answer(query))
    .flatMap((answer) => (answer.kind === 'next-hops' ? answer.hops : []))
    .filter(({ address }) => !own.has(address))
    .map(({ ifindex, address }) => neighborKey(ifindex, address));
  return [...new Set(keys)].sort();
}

/** It takes 2 s of CPU, and waits for nothing: this is for a machine that has other things to do. */
const ENOUGH_TO_COMPUTE_MS = 60_000;

it(
  'whatever happened, once it is quiet the entries that are ours are those that are desired',
  async () => {
    await fc.assert(
      fc.asyncProperty(happenings(), async (all) => {
        const kith = new ControllerFixture();
        watch(kith);
        await kith.start();
        await kith.route('10.9.0.0/24', ...GATEWAYS);
        await kith.want('a', ...TARGETS);
        for (const happens of all) await happens(kith);
        for (const ifindex of [ETH1, ETH2]) comesUp(kith, ifindex);
        await kith.clock.advance(LONG_ENOUGH_MS);
        await kith.quiet();

        const isForeign = (key: NeighborKey): boolean =>
          entryOwner(kith.entry(key), kith.writer.mark) === 'foreign';
        const wanted = desired(kith);
        expect(Object.keys(kith.statuses).sort()).toEqual(wanted);
        expect(kith.ours).toEqual(wanted.filter((key) => !isForeign(key)));
        expect(kith.health.complaints()).toEqual([]);
        expect(kith.clock.pending).toBe(0);
      }),
      { numRuns: 300 },
    );
  },
  ENOUGH_TO_COMPUTE_MS,
);

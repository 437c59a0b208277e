import { expect, it } from '@jest/globals';
import type { NeighborWriter } from '@kith/neighbor-api';
import { interfaceAddress, link, neighbor } from '@kith/neighbor-testing';
import {
  type IfIndex,
  ipAddress,
  macAddress,
  type Neighbor,
  neighborKey,
  type NeighborKey,
} from '@kith/net-types';
import * as fc from 'fast-check';

import { ControllerFixture, ETH1, ETH2, MAC } from './controller-fixture.fake.js';
import { entryOwner } from './entry-owner.js';

/** Something that happens; what comes of it may still be under way when the next one does. */
type Happening = (kith: ControllerFixture) => void | Promise<void>;

const LONG_ENOUGH = 300_000;
const TARGETS = ['10.0.0.2', '10.0.0.3', '10.0.1.2', '10.9.0.2', '10.9.0.3', '10.0.0.1'];
const GATEWAYS = [
  { dev: ETH1, via: '10.0.0.66' },
  { dev: ETH1, via: '10.0.0.67' },
  { dev: ETH2, via: '10.0.1.66' },
];
/** On-link targets, gateways, and what is never wanted. */
const NEIGHBORS = [
  ...['10.0.0.2', '10.0.0.3', '10.0.0.66', '10.0.0.67', '10.0.0.99'].map((text) => ({
    ifindex: ETH1,
    address: ipAddress(text),
  })),
  ...['10.0.1.2', '10.0.1.66', '10.0.0.2'].map((text) => ({
    ifindex: ETH2,
    address: ipAddress(text),
  })),
];
const OWN = new Map([
  [ETH1, interfaceAddress({ ifindex: ETH1, address: ipAddress('10.0.0.1') })],
  [ETH2, interfaceAddress({ ifindex: ETH2, address: ipAddress('10.0.1.1') })],
]);

const device = fc.constantFrom(ETH1, ETH2);
const addresses = fc.subarray(TARGETS);
const owner = fc.constantFrom('a', 'b', 'c');
const onKey = fc.constantFrom(...NEIGHBORS);
const legs = fc.subarray(GATEWAYS);
const foreignTraits = fc.constantFrom<Partial<Neighbor>>(
  { state: 'PERMANENT' },
  { state: 'PERMANENT', protocol: 75 },
  { state: 'REACHABLE', protocol: 11 },
  { state: 'FAILED', protocol: 11 },
  { state: 'REACHABLE', isExtLearned: true },
  { state: 'STALE', lladdr: macAddress('02:00:00:00:0b:02') },
  { state: 'REACHABLE', protocol: 75 },
);

const sources = fc.oneof(
  fc.tuple(owner, addresses).map(([name, wanted]): Happening => ({ source }) => {
    source.set([{ owner: name, addresses: wanted }]);
  }),
  fc.tuple(owner, addresses).map(([name, wanted]): Happening => ({ source }) => {
    source.replace([{ owner: name, addresses: wanted }]);
  }),
  owner.map(
    (name): Happening =>
      ({ source }) =>
        source.release([name]),
  ),
);

const routes = fc
  .tuple(fc.constantFrom('10.9.0.0/24', '10.9.0.2/32', '0.0.0.0/0', '10.0.0.3/32'), legs)
  .map(([prefix, to]): Happening => ({ fib, state }) => {
    if (to.length > 0) fib.routes.set(prefix, to);
    else fib.routes.delete(prefix);
    state.routesChanged(prefix);
  });

const links = fc.oneof(
  device.map((ifindex): Happening => ({ state }) => {
    if (state.links.has(ifindex)) state.carrierLost(ifindex);
  }),
  device.map((ifindex): Happening => ({ state }) => {
    if (state.links.has(ifindex)) state.linkDown(ifindex);
  }),
  device.map((ifindex): Happening => ({ state }) => {
    if (state.links.has(ifindex)) state.linkRemoved(ifindex);
  }),
  device.map(
    (ifindex): Happening =>
      (kith) =>
        comesUp(kith, ifindex),
  ),
);

const others = fc.oneof(
  fc.tuple(onKey, foreignTraits).map(([{ ifindex, address }, traits]): Happening => ({ state }) => {
    state.neighborChanged(neighbor({ ifindex, address, ...traits }));
  }),
  onKey.map(({ ifindex, address }): Happening => ({ state }) => {
    state.neighborRemoved(ifindex, address);
  }),
  // unheard
  onKey.map(({ ifindex, address }): Happening => ({ state }) => {
    state.neighbors.delete(neighborKey(ifindex, address));
    state.relisted();
  }),
);

const kernel = fc.oneof(
  onKey.map(({ ifindex, address }): Happening => ({ state }) => {
    const entry = state.neighbor(ifindex, address);
    if (entry) state.neighborChanged({ ...entry, state: 'REACHABLE', lladdr: MAC });
  }),
  fc.tuple(onKey, fc.integer({ min: 1, max: 4 })).map(
    ([{ ifindex, address }, times]): Happening =>
      ({ writer }) =>
        writer.fail(ifindex, address, {}, times),
  ),
);

const time = fc.oneof(
  fc.constant<Happening>((kith) => kith.quiet()),
  fc.constantFrom(100, 1000, 15_000).map(
    (ms): Happening =>
      ({ clock }) =>
        clock.advance(ms),
  ),
);

const happenings = fc.array(
  fc.oneof(
    { arbitrary: sources, weight: 2 },
    { arbitrary: routes, weight: 2 },
    { arbitrary: links, weight: 1 },
    { arbitrary: others, weight: 4 },
    { arbitrary: kernel, weight: 2 },
    { arbitrary: time, weight: 3 },
  ),
  { minLength: 5, maxLength: 40, size: 'max' },
);

function comesUp({ state }: ControllerFixture, ifindex: IfIndex): void {
  const address = OWN.get(ifindex);
  if (state.links.has(ifindex)) state.linkUp(ifindex);
  else {
    state.linkChanged(link({ ifindex }));
    if (address) state.addressesChanged(ifindex, [address]);
  }
}

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
    .flatMap(({ address }) =>
      [undefined, ETH1, ETH2].map((oif) =>
        fib.answer(oif === undefined ? { address } : { address, oif }),
      ),
    )
    .flatMap((answer) => (answer.kind === 'next-hops' ? answer.hops : []))
    .filter(({ address }) => !own.has(address))
    .map(({ ifindex, address }) => neighborKey(ifindex, address));
  return [...new Set(keys)].sort();
}

it('whatever happened, once it is quiet the entries that are ours are those that are desired', async () => {
  await fc.assert(
    fc.asyncProperty(happenings, async (all) => {
      const kith = new ControllerFixture();
      watch(kith);
      await kith.start();
      await kith.route('10.9.0.0/24', ...GATEWAYS);
      await kith.want('a', ...TARGETS);
      for (const happens of all) await happens(kith);
      for (const ifindex of [ETH1, ETH2]) comesUp(kith, ifindex);
      await kith.clock.advance(LONG_ENOUGH);
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
});

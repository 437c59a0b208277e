import { interfaceAddress, link, neighbor } from '@kith/neighbor-testing';
import { type IfIndex, ipAddress, macAddress, type Neighbor, neighborKey } from '@kith/net-types';
import * as fc from 'fast-check';

import { type ControllerFixture, ETH1, ETH2, MAC } from './controller-fixture.fake.js';

/** Something that happens; what comes of it may still be under way when the next one does. */
export type Happening = (kith: ControllerFixture) => void | Promise<void>;

/** On-link, behind gateways, and one of our own addresses. */
export const TARGETS = ['10.0.0.2', '10.0.0.3', '10.0.1.2', '10.9.0.2', '10.9.0.3', '10.0.0.1'];
export const GATEWAYS = [
  { dev: ETH1, via: '10.0.0.66' },
  { dev: ETH1, via: '10.0.0.67' },
  { dev: ETH2, via: '10.0.1.66' },
];

/** Up to 40 things, each shown in words when a run fails. */
export function happenings(): fc.Arbitrary<Happening[]> {
  const kinds = [
    { arbitrary: sources, weight: 2 },
    { arbitrary: routes, weight: 2 },
    { arbitrary: links, weight: 1 },
    { arbitrary: others, weight: 4 },
    { arbitrary: kernel, weight: 2 },
    { arbitrary: time, weight: 3 },
  ];
  return fc.array(fc.oneof(...kinds), { minLength: 5, maxLength: 40, size: 'max' });
}

/** The device is there, up and with carrier. */
export function comesUp({ state }: ControllerFixture, ifindex: IfIndex): void {
  if (state.links.has(ifindex)) return state.linkUp(ifindex);
  const address = ipAddress(ifindex === ETH1 ? '10.0.0.1' : '10.0.1.1');
  state.linkChanged(link({ ifindex }));
  state.addressesChanged(ifindex, [interfaceAddress({ ifindex, address })]);
}

/** Has fast-check show `what` and the values, not a function. */
function named<T>(
  what: string,
  values: fc.Arbitrary<T>,
  happens: (value: T) => Happening,
): fc.Arbitrary<Happening> {
  return values.map((value) =>
    Object.assign(happens(value), {
      [fc.toStringMethod]: () => `${what} ${fc.stringify(value)}`,
    }),
  );
}

const devices = fc.constantFrom(ETH1, ETH2);
/** Sources that want the same, each for owners of the same names. */
const sourceIds = fc.constantFrom('static', 'file');
const owners = fc.constantFrom('a', 'b', 'c');
const claims = fc.record({ owner: owners, addresses: fc.subarray(TARGETS) });

/** Neighbors that are wanted now and then, and two that never are. */
const neighbors = fc.constantFrom(
  ...['10.0.0.2', '10.0.0.3', '10.0.0.66', '10.0.0.67', '10.0.0.99'].map((text) => ({
    ifindex: ETH1,
    address: ipAddress(text),
  })),
  ...['10.0.1.2', '10.0.1.66', '10.0.0.2'].map((text) => ({
    ifindex: ETH2,
    address: ipAddress(text),
  })),
);

const foreign = fc.constantFrom<Partial<Neighbor>>(
  { state: 'PERMANENT' },
  { state: 'PERMANENT', protocol: 75 },
  { state: 'REACHABLE', protocol: 11 },
  { state: 'FAILED', protocol: 11 },
  { state: 'REACHABLE', isExtLearned: true },
  { state: 'STALE', lladdr: macAddress('02:00:00:00:0b:02') },
  { state: 'REACHABLE', protocol: 75 },
);

const sources = fc.oneof(
  named(
    'a source sets',
    fc.tuple(sourceIds, claims),
    ([id, claim]) =>
      (kith) =>
        void kith.sourceOf(id).set([claim]),
  ),
  named(
    'a source has only',
    fc.tuple(sourceIds, claims),
    ([id, claim]) =>
      (kith) =>
        void kith.sourceOf(id).replace([claim]),
  ),
  named(
    'a source releases',
    fc.tuple(sourceIds, owners),
    ([id, owner]) =>
      (kith) =>
        kith.sourceOf(id).release([owner]),
  ),
);

const routes = named(
  'route',
  fc.tuple(
    fc.constantFrom('10.9.0.0/24', '10.9.0.2/32', '0.0.0.0/0', '10.0.0.3/32'),
    fc.subarray(GATEWAYS),
  ),
  ([prefix, legs]) =>
    ({ fib, state }) => {
      if (legs.length > 0) fib.routes.set(prefix, legs);
      else fib.routes.delete(prefix);
      state.routesChanged(prefix);
    },
);

/** For a device that is there now. */
const ifThere =
  (ifindex: IfIndex, happens: Happening): Happening =>
  (kith) =>
    kith.state.links.has(ifindex) ? happens(kith) : undefined;

const links = fc.oneof(
  named('comes up', devices, (dev) => (kith) => comesUp(kith, dev)),
  named('loses carrier', devices, (dev) => ifThere(dev, ({ state }) => state.carrierLost(dev))),
  named('goes down', devices, (dev) => ifThere(dev, ({ state }) => state.linkDown(dev))),
  named('is deleted', devices, (dev) => ifThere(dev, ({ state }) => state.linkRemoved(dev))),
);

const others = fc.oneof(
  named(
    'somebody writes',
    fc.tuple(neighbors, foreign),
    ([key, traits]) =>
      ({ state }) =>
        state.neighborChanged(neighbor({ ...key, ...traits })),
  ),
  named(
    'somebody deletes',
    neighbors,
    ({ ifindex, address }) =>
      ({ state }) =>
        state.neighborRemoved(ifindex, address),
  ),
  named('unheard, somebody deletes', neighbors, ({ ifindex, address }) => ({ state }) => {
    state.neighbors.delete(neighborKey(ifindex, address));
    state.relisted();
  }),
);

const kernel = fc.oneof(
  named('answers', neighbors, ({ ifindex, address }) => ({ state }) => {
    const entry = state.neighbor(ifindex, address);
    if (entry) state.neighborChanged({ ...entry, state: 'REACHABLE', lladdr: MAC });
  }),
  named(
    'writes fail',
    fc.tuple(neighbors, fc.integer({ min: 1, max: 4 })),
    ([{ ifindex, address }, times]) =>
      ({ writer }) =>
        writer.fail(ifindex, address, {}, times),
  ),
);

const time = fc.oneof(
  named('quiet', fc.constant(0), () => (kith) => kith.quiet()),
  named(
    'passes, ms',
    fc.constantFrom(100, 1000, 15_000),
    (ms) =>
      ({ clock }) =>
        clock.advance(ms),
  ),
);

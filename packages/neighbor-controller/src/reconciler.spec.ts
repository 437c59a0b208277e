import { beforeEach, describe, expect, it } from '@jest/globals';
import { interfaceAddress, managedNeighbor, neighbor } from '@kith/neighbor-testing';
import { ipAddress, type NeighborKey } from '@kith/net-types';

import { ControllerFixture, ETH1, ETH2 } from './controller-fixture.fake.js';
import type { Round } from './reconciler.js';

const KEY = '1/10.0.0.2' as NeighborKey;

let kith: ControllerFixture;

beforeEach(async () => {
  kith = new ControllerFixture();
  await kith.start();
});

/** The writes that are planned for the key, with the cause that the strategy is given. */
function planned(over: Partial<Round> = {}): string[] {
  const round: Round = {
    strategy: kith.strategy,
    isDiscoveryOn: true,
    mayRemove: true,
    takeover: 'none',
    solicit: new Set(),
    ...over,
  };
  return kith.controller.reconciler
    .plan([KEY], round)
    .flatMap(({ plan, item }) => plan.writes.map(({ kind }) => `${kind} for ${item.cause}`));
}

describe('a key that is wanted', () => {
  beforeEach(async () => {
    await kith.want('node2', '10.0.0.2');
    kith.state.neighbors.delete(KEY);
  });

  it('is planned for, and nothing is written by planning', () => {
    kith.forget();
    expect(planned()).toEqual(['set for change']);
    expect(kith.writes).toEqual([]);
  });

  it('needs nothing where it is as it should be', () => {
    kith.has(managedNeighbor());
    expect(planned()).toEqual([]);
  });

  it('is solicited when the round says so', () => {
    kith.has(managedNeighbor({ state: 'FAILED' }));
    expect(planned()).toEqual([]);
    expect(planned({ solicit: new Set([KEY]) })).toEqual(['set for solicit']);
  });

  it('is left to a foreign entry that serves', () => {
    kith.has(neighbor({ state: 'PERMANENT' }));
    expect(planned({ solicit: new Set([KEY]) })).toEqual([]);
  });

  it('is not written once it is an address of our own, told of or not', () => {
    kith.state.addresses = [interfaceAddress({ address: ipAddress('10.0.0.2') })];
    expect(planned()).toEqual([]);
  });

  it('waits for carrier', () => {
    kith.state.carrierLost(ETH1);
    expect(planned()).toEqual([]);
  });

  it('is removed with discovery off, if it is ours', () => {
    expect(planned({ isDiscoveryOn: false })).toEqual([]);
    kith.has(managedNeighbor());
    expect(planned({ isDiscoveryOn: false })).toEqual(['delete for change']);
  });
});

describe('a key that nobody wants', () => {
  it.each([
    ['ours', managedNeighbor(), true],
    ['what a failed create of ours left', neighbor({ state: 'NONE', protocol: 75 }), true],
    ['pinned over ours by an administrator', neighbor({ state: 'PERMANENT', protocol: 75 }), false],
    ['marked by others', neighbor({ protocol: 11, isExtLearned: true }), false],
    ['extern_learn without a mark', neighbor({ isExtLearned: true }), false],
    ['dynamic', neighbor(), false],
  ])('%s', (_whose, entry, isRemoved) => {
    kith.has(entry);
    expect(planned()).toEqual(isRemoved ? ['delete for change'] : []);
    expect(planned({ mayRemove: false })).toEqual([]);
  });

  describe('that was just removed', () => {
    const leftOver = neighbor({ protocol: 75 });

    beforeEach(async () => {
      await kith.want('nodes', '10.0.0.2');
      await kith.observe(managedNeighbor());
      await kith.release('nodes');
      expect(kith.writes.at(-1)).toBe('delete 1/10.0.0.2');
    });

    it('is removed again if the kernel left something of it', async () => {
      await kith.observe(leftOver);
      expect(kith.writes.slice(-2)).toEqual(Array(2).fill('delete 1/10.0.0.2'));
    });

    it.each([
      ['pinned by an administrator', neighbor({ protocol: 75, state: 'PERMANENT' })],
      ['without our mark', neighbor()],
    ])('is left alone if it is %s', (_how, entry) => {
      kith.has(entry);
      expect(planned()).toEqual([]);
    });

    it('is nothing of ours a while later', async () => {
      await kith.clock.advance(3000);
      kith.has(leftOver);
      expect(planned()).toEqual([]);
    });
  });

  it('is left to the kernel while there is no carrier', () => {
    kith.state.carrierLost(ETH1);
    kith.has(managedNeighbor());
    expect(planned()).toEqual([]);
  });
});

it('keeps the writes of one neighbor together and in order', async () => {
  const { strategy } = kith;
  const plan = strategy.plan.bind(strategy);
  strategy.plan = (items) =>
    plan(items).map(({ writes }) => ({ writes: writes.flatMap((write) => [write, write]) }));
  kith.writer.fail(ETH1, managedNeighbor().address, {}, 1);
  await kith.want('nodes', '10.0.0.2', '10.0.1.2');
  expect(kith.writes).toEqual([
    ...['set 1/10.0.0.2', 'set 1/10.0.0.2'],
    ...['set 2/10.0.1.2', 'set 2/10.0.1.2'],
  ]);
  // the first of two writes failed: the neighbor failed, and no other
  expect(kith.statuses).toEqual({ '1/10.0.0.2': 'error', '2/10.0.1.2': 'resolving' });
});

it('takes a next step of the strategy for no repair, as often as it comes', async () => {
  await kith.want('node2', '10.0.0.2');
  kith.forget();
  const plan = kith.strategy.plan.bind(kith.strategy);
  kith.strategy.plan = (items) => plan(items).map((own) => ({ ...own, isNextStep: true }));
  for (let i = 0; i < 10; i++) await kith.observe(neighbor());
  expect(kith.writes).toHaveLength(10);
  expect(kith.metrics.count('neighbor_repairs_total')).toBe(0);
});

it('says why entries cannot be written, while that is so', async () => {
  kith.writer.fail(ETH1, managedNeighbor().address, { message: 'ENOMEM: no room' }, 1);
  await kith.want('nodes', '10.0.0.2', '10.0.1.2');
  expect(kith.controller.reconciler.failing()).toEqual(['ENOMEM: no room']);
  await kith.clock.advance(500);
  expect(kith.controller.reconciler.failing()).toEqual([]);
  expect(kith.ours).toEqual([`${ETH1}/10.0.0.2`, `${ETH2}/10.0.1.2`]);
});

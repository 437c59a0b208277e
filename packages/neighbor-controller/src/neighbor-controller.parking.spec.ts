import { describe, expect, it } from '@jest/globals';
import { link, managedNeighbor } from '@kith/neighbor-testing';
import { ipAddress, type NudState } from '@kith/net-types';

import { ControllerFixture, ETH1, MAC } from './controller-fixture.fake.js';
import { FakeStrategy } from './strategy.fake.js';

const KEY = '1/10.0.0.2';

async function goes(kith: ControllerFixture, state: NudState): Promise<void> {
  const { lladdr: _, ...entry } = kith.entry(KEY);
  await kith.observe({ ...entry, state });
}

async function parked(needsRefresh = false): Promise<ControllerFixture> {
  const kith = new ControllerFixture({}, new FakeStrategy('managed', ['managed'], needsRefresh));
  kith.refresh.parkAfter = 3;
  await kith.start();
  await kith.want('node2', '10.0.0.2');
  await kith.answers(KEY);
  for (let round = 0; round < 3; round++) await goes(kith, 'FAILED');
  kith.forget();
  return kith;
}

describe.each([
  ['that leaves it to the kernel', false],
  ['that refreshes', true],
])('under a strategy %s, a neighbor', (_which, needsRefresh) => {
  it('is parked after its third failed round, and no sooner', async () => {
    const strategy = new FakeStrategy('managed', ['managed'], needsRefresh);
    const kith = new ControllerFixture({}, strategy);
    kith.refresh.parkAfter = 3;
    await kith.start();
    await kith.want('node2', '10.0.0.2');
    for (const status of ['unresolved', 'unresolved', 'parked']) {
      await goes(kith, 'FAILED');
      expect(kith.statuses[KEY]).toBe(status);
    }
    expect(kith.entry(KEY)).toMatchObject({ state: 'NONE', isManaged: false, isExtLearned: true });
    expect([...kith.refresh.parked]).toEqual([KEY]);
    expect(kith.view.summary().neighbors.parked).toBe(1);
    expect(kith.view.recentEvents().at(-1)).toMatchObject({ kind: 'parked' });
  });

  it('is asked at its turn, and NONE again when it does not answer', async () => {
    const kith = await parked(needsRefresh);
    kith.refresh.due(KEY);
    await kith.quiet();
    expect(kith.entry(KEY).state).toBe('INCOMPLETE');
    await goes(kith, 'FAILED');
    expect(kith.entry(KEY)).toMatchObject({ state: 'NONE', isManaged: false });
    expect(kith.statuses[KEY]).toBe('parked');
    expect(kith.metrics.count('neighbor_repairs_total')).toBe(0);
  });

  it('is served again at its first sign of life, and no repair', async () => {
    const kith = await parked(needsRefresh);
    await kith.observe({ ...kith.entry(KEY), state: 'STALE', lladdr: MAC });
    expect(kith.statuses[KEY]).toBe('resolved');
    expect(kith.entry(KEY).lladdr).toBe(MAC);
    expect(kith.refresh.parked.size).toBe(0);
    expect(kith.metrics.count('neighbor_repairs_total')).toBe(0);
    await goes(kith, 'FAILED');
    expect(kith.statuses[KEY]).not.toBe('parked');
  });

  it('starts anew when a source speaks of it, or its device changes', async () => {
    const kith = await parked(needsRefresh);
    await kith.want('again', '10.0.0.2');
    expect(kith.statuses[KEY]).not.toBe('parked');
    for (let round = 0; round < 3; round++) await goes(kith, 'FAILED');
    expect(kith.statuses[KEY]).toBe('parked');
    kith.state.linkChanged(link({ ifindex: ETH1, hasCarrier: false }));
    kith.state.linkChanged(link({ ifindex: ETH1 }));
    await kith.quiet();
    expect(kith.statuses[KEY]).not.toBe('parked');
  });
});

it('what an agent before us parked is asked at once, and all is ready once it was', async () => {
  const kith = new ControllerFixture();
  const address = ipAddress('10.0.0.2');
  kith.has({ ...managedNeighbor({ ifindex: ETH1, address, state: 'NONE' }), isManaged: false });
  await kith.start({ isSynced: false });
  await kith.want('node2', '10.0.0.2');
  kith.source.synced();
  await kith.quiet();
  expect(kith.statuses[KEY]).toBe('parked');
  expect([...kith.refresh.parked]).toEqual([KEY]);
  expect([...kith.refresh.untried]).toEqual([KEY]);
  expect(kith.writes).toEqual([]);
  expect(kith.readiness.missing()).toMatchObject([
    { gate: 'parked', reason: 'not asked yet: what an agent before us parked (1)' },
  ]);
  kith.refresh.due(KEY);
  await kith.quiet();
  await goes(kith, 'FAILED');
  expect(kith.statuses[KEY]).toBe('parked');
  expect(kith.readiness.missing()).toEqual([]);
});

it('what nobody wants and may not go yet is parked once it FAILED (I3)', async () => {
  const kith = new ControllerFixture();
  const address = ipAddress('10.0.0.9');
  kith.has(managedNeighbor({ ifindex: ETH1, address, state: 'FAILED' }));
  // an address of our own is never written (I2)
  const own = ipAddress('10.0.0.1');
  kith.has(managedNeighbor({ ifindex: ETH1, address: own, state: 'FAILED' }));
  await kith.start({ isSynced: false });
  expect(kith.writes).toEqual(['set 1/10.0.0.9']);
  expect(kith.entry('1/10.0.0.9')).toMatchObject({ state: 'NONE', isManaged: false });
  kith.source.synced();
  await kith.quiet();
  expect(kith.ours).toEqual([]);
});

import { describe, expect, it } from '@jest/globals';
import { interfaceAddress } from '@kith/neighbor-testing';
import { type NudState, macAddress } from '@kith/net-types';

import { ControllerFixture, ETH1 } from './controller-fixture.fake.js';
import { FakeStrategy } from './strategy.fake.js';

const KEY = '1/10.0.0.2';

async function resolved(needsRefresh = true): Promise<ControllerFixture> {
  const kith = new ControllerFixture({}, new FakeStrategy('managed', ['managed'], needsRefresh));
  await kith.start();
  await kith.want('node2', '10.0.0.2');
  await kith.answers(KEY);
  kith.forget();
  return kith;
}

async function goes(kith: ControllerFixture, state: NudState): Promise<void> {
  const { lladdr: _, ...entry } = kith.entry(KEY);
  await kith.observe({ ...entry, state });
}

describe('who has turns', () => {
  it('is each desired neighbor, by its class, until nobody wants it', async () => {
    const kith = await resolved();
    await kith.route('10.9.0.0/16', { dev: ETH1, via: '10.0.0.254' });
    await kith.want('node9', '10.9.0.9');
    expect([...kith.refresh.wishes].sort()).toEqual([
      [KEY, 'node'],
      ['1/10.0.0.254', 'gateway'],
    ]);
    await kith.release('node9');
    expect([...kith.refresh.wishes]).toEqual([[KEY, 'node']]);
  });

  it('is nobody under a strategy that leaves it to the kernel', async () => {
    const kith = await resolved(false);
    expect(kith.refresh.wishes.size).toBe(0);
  });

  it('is each under any strategy where all are to be confirmed, and nobody is spread then', async () => {
    const kith = new ControllerFixture({}, new FakeStrategy('managed', ['managed'], false));
    kith.refresh.confirmsAll = true;
    await kith.start();
    await kith.want('node2', '10.0.0.2');
    await kith.answers(KEY);
    expect([...kith.refresh.wishes]).toEqual([[KEY, 'node']]);
    expect(kith.refresh.spreadKeys).toEqual([]);
  });

  it('is nobody with discovery off', async () => {
    const kith = await resolved();
    kith.config.set({ ...kith.config.current, discovery: false });
    await kith.quiet();
    expect(kith.refresh.wishes.size).toBe(0);
  });

  it('is one that outlived a change of its device as if it were new: when it was confirmed counts no more', async () => {
    const kith = await resolved();
    await kith.want('others', '10.0.1.2');
    await kith.answers('2/10.0.1.2');
    kith.state.addressesChanged(ETH1, [interfaceAddress()]);
    await kith.quiet();
    expect(kith.refresh.forgotten).toEqual([KEY]);
    expect([...kith.refresh.wishes.keys()].sort()).toEqual([KEY, '2/10.0.1.2']);
  });

  it('is not one that somebody else serves', async () => {
    const kith = await resolved();
    const lladdr = macAddress('02:00:00:00:00:99');
    const theirs = { ...kith.entry(KEY), isManaged: false, protocol: 11, lladdr };
    await kith.observe(theirs);
    expect(kith.refresh.wishes.size).toBe(0);
  });
});

describe('what is spread, should it be one of a crowd', () => {
  it('is what the kernel resolved, and keeps so, each time', async () => {
    const kith = await resolved(false);
    expect(kith.refresh.spreadKeys).toEqual([KEY]);
    await goes(kith, 'FAILED');
    await kith.answers(KEY);
    expect(kith.refresh.spreadKeys).toEqual([KEY, KEY]);
  });

  it('is not what it merely confirmed', async () => {
    const kith = await resolved(false);
    await kith.observe({ ...kith.entry(KEY), state: 'STALE' });
    await kith.observe({ ...kith.entry(KEY), state: 'REACHABLE' });
    expect(kith.refresh.spreadKeys).toEqual([KEY]);
  });

  it('is nothing that has turns anyway', async () => {
    const kith = await resolved();
    expect(kith.refresh.spreadKeys).toEqual([]);
  });
});

describe('a turn', () => {
  it('has the neighbor planned to be solicited', async () => {
    const kith = await resolved();
    kith.strategy.planned.length = 0;
    kith.refresh.due(KEY);
    await kith.quiet();
    expect(kith.strategy.planned).toMatchObject([{ address: '10.0.0.2', cause: 'solicit' }]);
    kith.strategy.planned.length = 0;
    await kith.observe({ ...kith.entry(KEY), isRouter: true });
    expect(kith.strategy.planned).toMatchObject([{ cause: 'change' }]);
  });

  it('of one that failed has it asked again, each time, and is no repair', async () => {
    const kith = await resolved();
    await goes(kith, 'FAILED');
    for (const round of [1, 2, 3]) {
      await goes(kith, 'FAILED');
      kith.forget();
      kith.refresh.due(KEY);
      await kith.quiet();
      expect([round, ...kith.writes]).toEqual([round, `set ${KEY}`]);
    }
    expect(kith.metrics.count('neighbor_repairs_total')).toBe(0);
  });

  it('of one that serves does not keep it from being asked at once when it fails', async () => {
    const kith = await resolved();
    kith.refresh.due(KEY);
    await kith.quiet();
    await goes(kith, 'FAILED');
    expect(kith.writes).toEqual([`set ${KEY}`, `set ${KEY}`]);
  });

  it('of one that is not wanted any more is no work', async () => {
    const kith = await resolved();
    await kith.release('node2');
    kith.forget();
    kith.refresh.due(KEY);
    await kith.quiet();
    expect(kith.writes).toEqual([]);
  });
});

it('hears of no turn once it has stopped', async () => {
  const kith = await resolved();
  await kith.stop();
  expect(kith.refresh.listenerCount).toBe(0);
});

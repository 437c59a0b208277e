import { beforeEach, describe, expect, it } from '@jest/globals';
import { interfaceAddress, managedNeighbor } from '@kith/neighbor-testing';
import { ipAddress } from '@kith/net-types';

import { ControllerFixture, ETH1, ETH2 } from './controller-fixture.fake.js';
import { neighborControllerConfig } from './neighbor-controller.config.js';

let kith: ControllerFixture;

beforeEach(() => {
  kith = new ControllerFixture();
});

describe('a target that joins', () => {
  beforeEach(() => kith.start());

  it('has its next hop written, at once', async () => {
    await kith.want('node2', '10.0.0.2');
    expect(kith.writes).toEqual(['set 1/10.0.0.2']);
    expect(kith.statuses).toEqual({ '1/10.0.0.2': 'resolving' });
  });

  it('is resolved when its neighbor answers, which takes no further write', async () => {
    await kith.want('node2', '10.0.0.2');
    kith.forget();
    await kith.answers('1/10.0.0.2');
    expect(kith.statuses).toEqual({ '1/10.0.0.2': 'resolved' });
    expect(kith.writes).toEqual([]);
  });

  it('behind several gateways has each of them written', async () => {
    await kith.route(
      '10.9.0.2/32',
      { dev: ETH1, via: '10.0.0.66' },
      { dev: ETH2, via: '10.0.1.66' },
    );
    await kith.want('node2', '10.9.0.2');
    expect(kith.ours).toEqual(['1/10.0.0.66', '2/10.0.1.66']);
  });

  it('with many others is written with them in one call', async () => {
    const many = Array.from({ length: 200 }, (_, i) => `10.0.0.${i + 2}`);
    await kith.want('nodes', ...many);
    expect(kith.ours).toHaveLength(200);
    expect(kith.writer.batches).toHaveLength(1);
    expect(kith.resolver.batches.length).toBeLessThan(5);
  });

  it('without a route is skipped, and written as soon as there is one', async () => {
    await kith.want('node2', '10.9.0.2');
    expect(kith.view.targets()).toMatchObject([{ address: '10.9.0.2', skipped: 'unroutable' }]);
    await kith.route('10.9.0.0/24', { dev: ETH1, via: '10.0.0.66' });
    expect(kith.ours).toEqual(['1/10.0.0.66']);
  });

  it('that is one of our own addresses is never written (I2)', async () => {
    await kith.want('node1', '10.0.0.1', '10.0.1.1');
    expect(kith.writes).toEqual([]);
  });
});

describe('a target that leaves', () => {
  beforeEach(() => kith.start());

  it('takes its entry along', async () => {
    await kith.want('node2', '10.0.0.2');
    await kith.release('node2');
    expect(kith.writes).toEqual(['set 1/10.0.0.2', 'delete 1/10.0.0.2']);
    expect(kith.statuses).toEqual({});
  });

  it('leaves a gateway to the others behind it, until the last is gone', async () => {
    await kith.route('10.9.0.0/24', { dev: ETH1, via: '10.0.0.66' });
    await kith.want('node2', '10.9.0.2');
    await kith.want('node3', '10.9.0.3');
    await kith.release('node2');
    expect(kith.ours).toEqual(['1/10.0.0.66']);
    await kith.release('node3');
    expect(kith.ours).toEqual([]);
  });

  it('stays while another source wants it', async () => {
    const file = kith.registry.register({ id: 'file', class: 'other' });
    file.synced();
    await kith.want('node2', '10.0.0.2');
    file.set([{ owner: 'node2', addresses: ['10.0.0.2'] }]);
    await kith.release('node2');
    expect(kith.ours).toEqual(['1/10.0.0.2']);
    expect(kith.view.neighbors()).toMatchObject([{ targets: [{ owners: ['file/node2'] }] }]);
    file.release(['node2']);
    await kith.quiet();
    expect(kith.ours).toEqual([]);
  });
});

describe('a route that changes', () => {
  beforeEach(async () => {
    await kith.start();
    await kith.route('10.9.0.0/24', { dev: ETH1, via: '10.0.0.66' });
    await kith.want('far', '10.9.0.2', '10.9.0.3');
    await kith.want('near', '10.0.1.2');
    await kith.answers('1/10.0.0.66', '2/10.0.1.2');
    kith.forget();
  });

  it('has only the targets under it asked about again', async () => {
    await kith.route('10.9.0.3/32', { dev: ETH1, via: '10.0.0.66' });
    expect(kith.asked).toEqual(['10.9.0.3']);
    expect(kith.writes).toEqual([]);
  });

  it('has the new next hop written first; the old goes when the new one is usable (I4)', async () => {
    await kith.route('10.9.0.0/24', { dev: ETH2, via: '10.0.1.66' });
    expect(kith.writes).toEqual(['set 2/10.0.1.66']);
    await kith.answers('2/10.0.1.66');
    expect(kith.writes).toEqual(['set 2/10.0.1.66', 'delete 1/10.0.0.66']);
  });

  it('keeps the old next hop ten seconds at most', async () => {
    await kith.route('10.9.0.0/24', { dev: ETH2, via: '10.0.1.66' });
    await kith.clock.advance(9_999);
    expect(kith.ours).toContain('1/10.0.0.66');
    await kith.clock.advance(1);
    await kith.quiet();
    expect(kith.ours).toEqual(['2/10.0.1.2', '2/10.0.1.66']);
  });

  it('gives one that was wanted again and leaves once more all ten', async () => {
    await kith.route('10.9.0.0/24', { dev: ETH2, via: '10.0.1.66' });
    await kith.clock.advance(6_000);
    await kith.route('10.9.0.0/24', { dev: ETH1, via: '10.0.0.66' });
    await kith.route('10.9.0.0/24', { dev: ETH2, via: '10.0.1.66' });
    await kith.clock.advance(9_999);
    expect(kith.ours).toContain('1/10.0.0.66');
  });

  it('does not make the old one anew, should it go meanwhile', async () => {
    await kith.route('10.9.0.0/24', { dev: ETH2, via: '10.0.1.66' });
    await kith.deletedBySomebody('1/10.0.0.66');
    expect(kith.writes).toEqual(['set 2/10.0.1.66']);
  });

  it.each([
    [
      'its device is not served any more',
      () => kith.config.set(neighborControllerConfig.parse({ devices: ['eth2'] })),
    ],
    [
      'its address is our own now',
      () =>
        kith.state.addressesChanged(ETH1, [interfaceAddress({ address: ipAddress('10.0.0.66') })]),
    ],
  ])('lets the old next hop go at once if %s', async (_why, happens) => {
    await kith.route('10.9.0.0/24', { dev: ETH2, via: '10.0.1.66' });
    happens();
    await kith.quiet();
    expect(kith.ours).toEqual(['2/10.0.1.2', '2/10.0.1.66']);
  });

  it('and changes back keeps the old next hop without a write', async () => {
    await kith.route('10.9.0.0/24', { dev: ETH2, via: '10.0.1.66' });
    await kith.route('10.9.0.0/24', { dev: ETH1, via: '10.0.0.66' });
    expect(kith.statuses['1/10.0.0.66']).toBe('resolved');
    expect(kith.writes).toEqual(['set 2/10.0.1.66', 'delete 2/10.0.1.66']);
  });

  it('to nothing has the entry removed', async () => {
    await kith.route('10.9.0.0/24');
    expect(kith.writes).toEqual(['delete 1/10.0.0.66']);
  });

  it('by a policy rule has every target asked about', async () => {
    kith.state.rulesChanged();
    await kith.quiet();
    expect(kith.asked).toEqual(['10.0.1.2', '10.9.0.2', '10.9.0.3']);
  });
});

describe('nothing is deleted early (I3)', () => {
  const LEFT = managedNeighbor({ address: ipAddress('10.0.0.9') });

  beforeEach(() => kith.has(LEFT));

  it('not before every source is synced; ready no sooner', async () => {
    const late = kith.registry.register({ id: 'kubernetes', class: 'node' });
    await kith.start();
    await kith.want('node2', '10.0.0.2');
    await kith.release('node2');
    expect(kith.writes).toEqual(['set 1/10.0.0.2']);
    expect(kith.view.summary().heldBack).toBe(2);
    expect(kith.readiness.missing()).toEqual([
      { gate: 'neighbors', reason: 'not synced yet: source kubernetes' },
    ]);

    late.synced();
    await kith.quiet();
    expect(kith.ours).toEqual([]);
    expect(kith.view.summary().heldBack).toBe(0);
    expect(kith.readiness.missing()).toEqual([]);
  });

  it('not before all plugins have started', async () => {
    kith.source.synced();
    await kith.controller.start(new AbortController().signal);
    await kith.quiet();
    expect(kith.ours).toEqual(['1/10.0.0.9']);
    kith.controller.started();
    await kith.quiet();
    expect(kith.ours).toEqual([]);
  });

  it('not before the kernel is listed', async () => {
    kith.state.isSynced = false;
    await kith.start();
    expect(kith.ours).toEqual(['1/10.0.0.9']);
    kith.state.isSynced = true;
    kith.state.relisted();
    await kith.quiet();
    expect(kith.ours).toEqual([]);
  });

  it('and an entry that is wanted again stays as it is', async () => {
    await kith.start({ isSynced: false });
    await kith.want('node9', '10.0.0.9');
    kith.source.synced();
    await kith.quiet();
    expect(kith.writes).toEqual([]);
    expect(kith.statuses).toEqual({ '1/10.0.0.9': 'resolved' });
  });
});

describe('with discovery off', () => {
  const off = neighborControllerConfig.parse({ discovery: false });

  it('what is ours goes, sources synced or not, and nothing is written', async () => {
    kith = new ControllerFixture({ discovery: false });
    kith.state.neighbors.set(
      '1/10.0.0.9' as never,
      managedNeighbor({ address: ipAddress('10.0.0.9') }),
    );
    await kith.start({ isSynced: false });
    await kith.want('node2', '10.0.0.2');
    expect(kith.writes).toEqual(['delete 1/10.0.0.9']);
    expect(kith.statuses).toEqual({ '1/10.0.0.2': 'pending' });
  });

  it('a reload takes all away, and another brings it back', async () => {
    await kith.start();
    await kith.want('node2', '10.0.0.2');
    kith.config.set(off);
    await kith.quiet();
    expect(kith.ours).toEqual([]);
    kith.config.set(neighborControllerConfig.parse({}));
    await kith.quiet();
    expect(kith.ours).toEqual(['1/10.0.0.2']);
  });
});

it('removes an entry with our mark that appears and that nobody wants', async () => {
  await kith.start();
  await kith.observe(managedNeighbor());
  expect(kith.writes).toEqual(['delete 1/10.0.0.2']);
});

it('does nothing at all while nothing happens (I5)', async () => {
  await kith.start();
  await kith.want('nodes', '10.0.0.2', '10.0.1.2');
  await kith.answers('1/10.0.0.2', '2/10.0.1.2');
  kith.forget();
  const runs = kith.jobs.runs.get('reconcile');
  expect(kith.clock.pending).toBe(0);
  await kith.clock.advance(3_600_000);
  expect(kith.jobs.runs.get('reconcile')).toBe(runs);
  expect([kith.writes, kith.asked]).toEqual([[], []]);
});

describe('after it stopped', () => {
  beforeEach(async () => {
    await kith.start();
    await kith.route('10.9.0.0/24', { dev: ETH1, via: '10.0.0.66' });
    await kith.want('nodes', '10.0.0.2', '10.9.0.2');
    await kith.route('10.9.0.0/24', { dev: ETH2, via: '10.0.1.66' });
    await kith.deletedBySomebody('1/10.0.0.2');
    await kith.stop();
    kith.forget();
  });

  it('the entries stay, also when sources let go: forwarding survives a restart', async () => {
    kith.source.close();
    await kith.clock.advance(60_000);
    expect(kith.writes).toEqual([]);
    expect(kith.ours).toEqual(['1/10.0.0.2', '1/10.0.0.66', '2/10.0.1.66']);
  });

  it('no timer and no listener is left behind', () => {
    expect(kith.clock.pending).toBe(0);
    expect([kith.state.listenerCount, kith.config.listeners]).toEqual([0, 0]);
    expect([...kith.readiness.gates]).toEqual([]);
  });
});

it('takes what sources let go of at the end of the agent for no news', async () => {
  const abort = new AbortController();
  kith.source.synced();
  await kith.controller.start(abort.signal);
  kith.controller.started();
  await kith.want('node2', '10.0.0.2');
  abort.abort();
  kith.source.close();
  await kith.quiet();
  expect(kith.ours).toEqual(['1/10.0.0.2']);
});

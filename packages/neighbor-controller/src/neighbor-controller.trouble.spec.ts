import { beforeEach, describe, expect, it } from '@jest/globals';
import { managedNeighbor, neighbor } from '@kith/neighbor-testing';
import { ipAddress, type NeighborKey } from '@kith/net-types';

import { ControllerFixture, ETH1, ETH2 } from './controller-fixture.fake.js';
import { neighborControllerConfig } from './neighbor-controller.config.js';

const TWO = ipAddress('10.0.0.2');

let kith: ControllerFixture;

beforeEach(async () => {
  kith = new ControllerFixture();
  await kith.start();
});

const reload = (config: unknown): Promise<void> => {
  kith.config.set(neighborControllerConfig.parse(config));
  return kith.quiet();
};

describe('a write that the kernel refuses', () => {
  beforeEach(() => kith.writer.fail(ETH1, TWO, { message: 'ENOMEM: no room' }));

  it('does not keep the others of its batch from being written (I6), and is said', async () => {
    await kith.want('nodes', '10.0.0.2', '10.0.0.3');
    expect(kith.ours).toEqual(['1/10.0.0.3']);
    expect(kith.view.neighbors()).toMatchObject([
      { address: '10.0.0.2', status: 'error', error: 'ENOMEM: no room' },
      { address: '10.0.0.3', status: 'resolving' },
    ]);
    expect(kith.health.complaints()).toEqual([
      'neighbor-controller/writes: 1 entries cannot be written, the first: ENOMEM: no room',
    ]);
  });

  it('is tried again with growing pauses, up to 30 s, and warned of once', async () => {
    await kith.want('node2', '10.0.0.2');
    const times: number[] = [];
    while (times.length < 8) {
      const tried = kith.writes.length;
      while (kith.writes.length === tried) await kith.clock.advance(500);
      times.push(kith.clock.now());
    }
    const pauses = times.map((time, i) => time - (times[i - 1] ?? 0));
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(kith.logger.messages('warn')).toEqual(['ENOMEM: no room']);
  });

  it('is not tried before that, however often it is looked at', async () => {
    await kith.want('node2', '10.0.0.2');
    for (let i = 0; i < 3; i++) {
      kith.state.relisted();
      await kith.quiet();
    }
    expect(kith.writes).toEqual(['set 1/10.0.0.2']);
  });

  it('is written when the kernel takes it, and health is fine again', async () => {
    await kith.want('node2', '10.0.0.2');
    kith.writer.fail(ETH1, TWO, {}, 0);
    await kith.clock.advance(500);
    await kith.quiet();
    expect(kith.statuses).toEqual({ '1/10.0.0.2': 'resolving' });
    expect(kith.health.complaints()).toEqual([]);
  });

  it('is tried at once when its device comes back, and with all patience', async () => {
    await kith.want('node2', '10.0.0.2');
    await kith.clock.advance(10_000);
    kith.forget();
    kith.state.carrierLost(ETH1);
    kith.state.linkUp(ETH1);
    await kith.quiet();
    expect(kith.writes).toEqual(['set 1/10.0.0.2']);
    await kith.clock.advance(500);
    expect(kith.writes).toEqual(['set 1/10.0.0.2', 'set 1/10.0.0.2']);
  });

  it.each([
    ["somebody's entry serves instead", neighbor({ state: 'PERMANENT' }), 'foreign'],
    ['the entry is there all the same', managedNeighbor(), 'resolved'],
  ])('is no longer complained of when %s', async (_why, entry, status) => {
    await kith.want('node2', '10.0.0.2');
    await kith.observe(entry);
    expect(kith.statuses).toEqual({ '1/10.0.0.2': status });
    expect(kith.health.complaints()).toEqual([]);
  });

  it('is no longer complained of when nobody wants it', async () => {
    await kith.want('node2', '10.0.0.2');
    await kith.release('node2');
    expect(kith.health.complaints()).toEqual([]);
  });

  it('has had its chance once it is written: the next is tried again with all patience', async () => {
    await kith.want('node2', '10.0.0.2');
    await kith.clock.advance(500);
    kith.writer.fail(ETH1, TWO, {}, 0);
    await kith.clock.advance(1000);
    expect(kith.statuses).toEqual({ '1/10.0.0.2': 'resolving' });

    kith.writer.fail(ETH1, TWO, { message: 'ENOMEM: no room' });
    await kith.deletedBySomebody('1/10.0.0.2');
    kith.forget();
    await kith.clock.advance(500);
    expect(kith.writes).toEqual(['set 1/10.0.0.2']);
  });

  it('has what it may have left behind looked at', async () => {
    await kith.want('node2', '10.0.0.2');
    expect(kith.state.refetched).toEqual([['1/10.0.0.2']]);
  });
});

it('does not try again on a device that is gone: a link event follows', async () => {
  kith.writer.fail(ETH1, TWO, { code: 'ENODEV', isDeviceGone: true }, 1);
  await kith.want('node2', '10.0.0.2');
  expect(kith.clock.pending).toBe(0);
  kith.state.carrierLost(ETH1);
  kith.state.linkUp(ETH1);
  await kith.quiet();
  expect(kith.ours).toEqual(['1/10.0.0.2']);
});

describe('a round that fails as a whole is made again, and nothing of it is forgotten', () => {
  it('when the routes cannot be asked for', async () => {
    const resolve = kith.resolver.resolve.bind(kith.resolver);
    kith.resolver.resolve = () => Promise.reject(new Error('no socket'));
    await kith.want('node2', '10.0.0.2');
    expect(kith.ours).toEqual([]);
    kith.resolver.resolve = resolve;
    await kith.clock.advance(1000);
    expect(kith.ours).toEqual(['1/10.0.0.2']);
  });

  it('when nothing can be written', async () => {
    const apply = kith.writer.apply.bind(kith.writer);
    kith.writer.apply = () => Promise.reject(new Error('no socket'));
    await kith.want('node2', '10.0.0.2');
    kith.writer.apply = apply;
    await kith.clock.advance(1000);
    expect(kith.ours).toEqual(['1/10.0.0.2']);
  });
});

it('tries a delete again that the kernel refused', async () => {
  await kith.want('node2', '10.0.0.2');
  kith.writer.fail(ETH1, TWO, {}, 1);
  await kith.release('node2');
  expect(kith.ours).toEqual(['1/10.0.0.2']);
  await kith.clock.advance(500);
  await kith.quiet();
  expect(kith.ours).toEqual([]);
});

it('removes what a failed create of an earlier run left behind', async () => {
  kith = new ControllerFixture();
  kith.has(managedNeighbor({ state: 'NONE', isManaged: false, isExtLearned: false }));
  await kith.start();
  expect(kith.writes).toEqual(['delete 1/10.0.0.2']);
});

describe('after news were lost, when everything was listed anew', () => {
  beforeEach(async () => {
    await kith.want('nodes', '10.0.0.2', '10.0.0.3', '10.0.1.2');
    await kith.answers('1/10.0.0.2', '1/10.0.0.3', '2/10.0.1.2');
    kith.forget();
  });

  it('what is missing is put back, and what is too much removed', async () => {
    kith.state.neighbors.delete('1/10.0.0.3' as NeighborKey);
    kith.has(managedNeighbor({ address: ipAddress('10.0.0.9') }));
    kith.state.relisted();
    await kith.quiet();
    expect([...kith.writes].sort()).toEqual(['delete 1/10.0.0.9', 'set 1/10.0.0.3']);
  });

  it('every route is asked for again', async () => {
    kith.fib.routes.set('10.0.1.0/24', [{ dev: ETH2, via: '10.0.1.66' }]);
    kith.state.relisted();
    await kith.quiet();
    expect(kith.asked).toEqual(['10.0.0.2', '10.0.0.3', '10.0.1.2']);
    expect(kith.writes).toEqual(['set 2/10.0.1.66']);
  });

  it('nothing is written twice where nothing differs', async () => {
    kith.state.relisted();
    await kith.quiet();
    expect(kith.writes).toEqual([]);
  });
});

describe('over maxTargets', () => {
  beforeEach(() => reload({ maxTargets: 2 }));

  it('what was there stays, and health says so until it fits', async () => {
    await kith.want('a', '10.0.0.2');
    await kith.want('b', '10.0.0.3', '10.0.0.4');
    expect(kith.ours).toEqual(['1/10.0.0.2', '1/10.0.0.3']);
    expect(kith.health.complaints()).toEqual([
      'neighbor-controller/targets: targets were refused: over maxTargets (2); raise it or offer fewer',
    ]);
    await kith.release('a');
    expect(kith.ours).toEqual(['1/10.0.0.3', '1/10.0.0.4']);
    expect(kith.health.complaints()).toEqual([]);
  });

  it('an owner of which nothing is taken is said, too, until it lets go', async () => {
    await kith.want('a', '10.0.0.2', '10.0.0.3');
    await kith.want('b', '10.0.0.4');
    expect(kith.health.complaints()).toHaveLength(1);
    await kith.release('b');
    expect(kith.health.complaints()).toEqual([]);
  });

  it('raising it serves what was refused', async () => {
    await kith.want('a', '10.0.0.2', '10.0.0.3', '10.0.0.4');
    await reload({ maxTargets: 3 });
    expect(kith.ours).toEqual(['1/10.0.0.2', '1/10.0.0.3', '1/10.0.0.4']);
    expect(kith.health.complaints()).toEqual([]);
  });
});

describe('over maxNeighbors', () => {
  beforeEach(async () => {
    await reload({ maxNeighbors: 1 });
    await kith.want('a', '10.0.0.2');
    await kith.want('b', '10.0.0.3');
  });

  it('what is over it is not written, and health says so', () => {
    expect(kith.ours).toEqual(['1/10.0.0.2']);
    expect(kith.health.complaints()).toEqual([
      'neighbor-controller/neighbors: 1 targets are not served: over maxNeighbors (1); raise it',
    ]);
  });

  it.each([
    ['another leaves', () => kith.release('a'), ['1/10.0.0.3']],
    ['it is raised', () => reload({ maxNeighbors: 2 }), ['1/10.0.0.2', '1/10.0.0.3']],
  ])('it is written once %s', async (_when, happens, expected) => {
    await happens();
    expect(kith.ours).toEqual(expected);
    expect(kith.health.complaints()).toEqual([]);
  });

  it('it is written once a replaced next hop has gone', async () => {
    await reload({ maxNeighbors: 2 });
    await kith.want('b', '10.9.0.2');
    await kith.route('10.9.0.0/24', { dev: ETH1, via: '10.0.0.66' });
    await kith.release('a');
    await kith.route('10.9.0.0/24', { dev: ETH2, via: '10.0.1.66' });
    await kith.want('c', '10.0.0.4');
    expect(kith.ours).toEqual(['1/10.0.0.66', '2/10.0.1.66']);
    await kith.answers('2/10.0.1.66');
    expect(kith.ours).toEqual(['1/10.0.0.4', '2/10.0.1.66']);
  });

  it('it is forgotten with its owner', async () => {
    await kith.release('b');
    expect(kith.health.complaints()).toEqual([]);
  });
});

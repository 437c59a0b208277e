import { beforeEach, describe, expect, it } from '@jest/globals';
import { managedNeighbor, neighbor } from '@kith/neighbor-testing';
import { macAddress } from '@kith/net-types';

import { ControllerFixture } from './controller-fixture.fake.js';
import { neighborControllerConfig } from './neighbor-controller.config.js';

const KEY = '1/10.0.0.2';
const FOREIGN = [
  ['PERMANENT', neighbor({ state: 'PERMANENT' })],
  ['PERMANENT over our mark', neighbor({ state: 'PERMANENT', protocol: 75 })],
  ['NOARP', neighbor({ state: 'NOARP' })],
  ['with another mark', neighbor({ protocol: 11, isExtLearned: true })],
  ['extern_learn without a mark', neighbor({ isExtLearned: true, isManaged: true })],
] as const;

let kith: ControllerFixture;

beforeEach(() => {
  kith = new ControllerFixture();
});

describe.each(FOREIGN)('a foreign entry, %s (I1)', (_kind, entry) => {
  beforeEach(async () => {
    kith.has(entry);
    await kith.start();
  });

  it('is left alone where nobody wants its key', async () => {
    kith.state.relisted();
    await kith.quiet();
    kith.config.set(neighborControllerConfig.parse({ discovery: false }));
    await kith.quiet();
    expect(kith.writes).toEqual([]);
    expect(kith.entry(KEY)).toBe(entry);
  });

  it('is respected where we want its key, and stays when we no longer do', async () => {
    await kith.want('node2', '10.0.0.2');
    expect(kith.statuses).toEqual({ [KEY]: 'foreign' });
    await kith.release('node2');
    expect(kith.writes).toEqual([]);
    expect(kith.entry(KEY)).toBe(entry);
  });

  it('is followed by ours once it goes', async () => {
    await kith.want('node2', '10.0.0.2');
    await kith.deletedBySomebody(KEY);
    expect(kith.ours).toEqual([KEY]);
    expect(kith.health.complaints()).toEqual([]);
  });
});

it('replaces the entry of another that failed', async () => {
  kith.has(neighbor({ state: 'FAILED', protocol: 11 }));
  await kith.start();
  await kith.want('node2', '10.0.0.2');
  expect(kith.ours).toEqual([KEY]);
});

it('adopts an entry that nobody marked, keeping its MAC', async () => {
  const entry = neighbor({ state: 'STALE' });
  kith.has(entry);
  await kith.start();
  await kith.want('node2', '10.0.0.2');
  expect(kith.writes).toEqual([`set ${KEY}`]);
  expect(kith.entry(KEY)).toMatchObject({ lladdr: entry.lladdr, isManaged: true, protocol: 75 });
});

describe('an entry of ours', () => {
  beforeEach(async () => {
    await kith.start();
    await kith.want('node2', '10.0.0.2');
    await kith.answers(KEY);
    kith.forget();
  });

  it('that an administrator pins is theirs from then on, with one warning', async () => {
    const pinned = neighbor({ state: 'PERMANENT', protocol: 75 });
    await kith.observe(pinned);
    await kith.observe({ ...pinned });
    await kith.release('node2');
    expect(kith.writes).toEqual([]);
    expect(kith.logger.messages('warn')).toEqual([
      '10.0.0.2 on eth1 was made PERMANENT by an administrator: theirs from now on',
    ]);
  });

  it('that somebody deletes is put back at once, and counted', async () => {
    await kith.deletedBySomebody(KEY);
    expect(kith.writes).toEqual([`set ${KEY}`]);
    expect(kith.metrics.count('neighbor_repairs_total')).toBe(1);
    expect(kith.view.neighbors()).toMatchObject([{ repairs: 1 }]);
  });

  it('that somebody strips of its flags gets them back', async () => {
    await kith.observe(neighbor());
    expect(kith.ours).toEqual([KEY]);
    expect(kith.metrics.count('neighbor_repairs_total')).toBe(1);
  });

  it('over which somebody writes another MAC is planned with the one that it had', async () => {
    const { lladdr } = kith.entry(KEY);
    await kith.observe(neighbor({ lladdr: macAddress('02:00:00:00:0b:02') }));
    expect(kith.strategy.planned.at(-1)).toMatchObject({ knownLladdr: lladdr, isDesired: true });
  });

  it('that ages and is confirmed is the affair of the kernel', async () => {
    const plans = kith.strategy.planned.length;
    for (const state of ['STALE', 'DELAY', 'PROBE', 'REACHABLE'] as const) {
      await kith.observe(managedNeighbor({ state }));
    }
    expect(kith.strategy.planned).toHaveLength(plans);
  });

  it('that served and fails is asked for once, not at each failed round', async () => {
    for (let i = 0; i < 3; i++) {
      await kith.observe(managedNeighbor({ state: 'FAILED' }));
      await kith.observe(managedNeighbor({ state: 'INCOMPLETE' }));
    }
    expect(kith.writes).toEqual([`set ${KEY}`]);
    await kith.observe(managedNeighbor());
    await kith.observe(managedNeighbor({ state: 'FAILED' }));
    expect(kith.writes).toEqual([`set ${KEY}`, `set ${KEY}`]);
  });
});

describe('somebody who undoes our entry again and again', () => {
  beforeEach(async () => {
    await kith.start();
    await kith.want('nodes', '10.0.0.2', '10.0.0.3');
    for (let i = 0; i < 6; i++) await kith.observe(neighbor({ protocol: 75 }));
    kith.forget();
  });

  it('is told of in health, and given way to for a while', async () => {
    expect(kith.health.complaints()).toEqual([
      'neighbor-controller/fights: somebody without a protocol mark undid 10.0.0.2 on eth1 6 times; ' +
        'it is put back every 1 s until one of the two yields',
    ]);
    await kith.observe(neighbor({ protocol: 75 }));
    expect(kith.writes).toEqual([]);
    expect(kith.view.recentEvents().at(-1)).toMatchObject({ kind: 'fight' });
  });

  it('is named by its protocol mark where it has one', async () => {
    const fighting = new ControllerFixture();
    await fighting.start();
    await fighting.want('node2', '10.0.0.2');
    for (let i = 0; i < 6; i++) {
      await fighting.observe(neighbor({ state: 'FAILED', protocol: 11 }));
    }
    expect(fighting.health.complaints()).toEqual([
      expect.stringContaining('somebody with proto 11 undid 10.0.0.2 on eth1 6 times'),
    ]);
  });

  it('sees it put back at the end of the pause', async () => {
    await kith.clock.advance(1000);
    await kith.quiet();
    expect(kith.writes).toEqual([`set ${KEY}`]);
  });

  it('does not keep us from our other entries', async () => {
    await kith.deletedBySomebody('1/10.0.0.3');
    expect(kith.writes).toEqual(['set 1/10.0.0.3']);
  });

  it('is forgotten after two minutes of peace', async () => {
    await kith.clock.advance(1000);
    await kith.answers(KEY, '1/10.0.0.3');
    await kith.clock.advance(120_000);
    expect(kith.health.complaints()).toEqual([]);
    expect(kith.clock.pending).toBe(0);
  });
});

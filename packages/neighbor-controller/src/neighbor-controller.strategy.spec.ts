import { beforeEach, describe, expect, it } from '@jest/globals';
import { managedNeighbor } from '@kith/neighbor-testing';

import { ControllerFixture } from './controller-fixture.fake.js';
import { neighborControllerConfig } from './neighbor-controller.config.js';
import { FakeStrategy } from './strategy.fake.js';

const KEY = '1/10.0.0.2';

let kith: ControllerFixture;
let other: FakeStrategy;

const reload = (config: unknown): Promise<void> => {
  kith.config.set(neighborControllerConfig.parse(config));
  return kith.quiet();
};

/** Of the strategy, to whoever reads the events. */
const told = (): readonly string[] =>
  kith.controller.events
    .recent()
    .filter(({ kind }) => kind === 'strategy')
    .map(({ message }) => message);

beforeEach(async () => {
  other = new FakeStrategy('other', [], true, true);
  kith = new ControllerFixture({}, new FakeStrategy('managed', []), [other]);
  await kith.start();
  await kith.want('node2', '10.0.0.2');
  await kith.answers(KEY);
  kith.forget();
});

describe('a reload with another strategy', () => {
  beforeEach(() => reload({ strategy: 'other' }));

  it('has every entry planned by it, where it stands, and says so', () => {
    expect(other.planned).toMatchObject([
      { address: '10.0.0.2', isDesired: true, observed: { state: 'REACHABLE' } },
    ]);
    expect(kith.writes).toEqual([]);
    expect(told()).toEqual(['strategy other took over from managed']);
  });

  it('gives the neighbors turns where it needs them, and takes them away again', async () => {
    expect([...kith.refresh.wishes.keys()]).toEqual([KEY]);
    await reload({ strategy: 'managed' });
    expect([...kith.refresh.wishes.keys()]).toEqual([]);
  });

  it('takes what it has to write for no repair', async () => {
    await kith.observe(managedNeighbor({ isManaged: false }));
    expect(kith.writes).toEqual([`set ${KEY}`]);
    expect(kith.metrics.count('neighbor_repairs_total')).toBe(0);
  });

  it('has it see what only ages where it follows that', async () => {
    const plans = other.planned.length;
    await kith.observe(managedNeighbor({ state: 'STALE' }));
    expect(other.planned).toHaveLength(plans + 1);
  });
});

it('a reload with one that there is not leaves the old in force, and says so', async () => {
  await reload({ strategy: 'nonsense' });
  expect(kith.controller.strategy.id).toBe('managed');
  expect(kith.health.complaints()).toEqual([
    expect.stringMatching(
      /managed stays in force: strategy "nonsense" is not part of this agent; [^:]*$/,
    ),
  ]);
  await reload({ strategy: 'managed' });
  expect(kith.health.complaints()).toEqual([]);
});

it('a reload of anything else leaves the strategy as it is', async () => {
  await reload({ breakAfter: '5s' });
  expect(told()).toEqual([]);
});

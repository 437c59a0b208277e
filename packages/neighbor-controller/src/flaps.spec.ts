import { beforeEach, describe, expect, it } from '@jest/globals';
import { managedNeighbor } from '@kith/neighbor-testing';
import { macAddress } from '@kith/net-types';

import { ControllerFixture } from './controller-fixture.fake.js';

const KEY = '1/10.0.0.2';
const FLAPPING = expect.stringContaining(
  'failed and came back 3 times within 10 minutes',
) as unknown;

let kith: ControllerFixture;

async function fails(): Promise<void> {
  await kith.observe(managedNeighbor({ state: 'PROBE' }));
  await kith.observe(managedNeighbor({ state: 'FAILED' }));
}

async function flaps(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await fails();
    await kith.answers(KEY);
  }
}

const told = (): number => kith.logger.messages('warn').length;

beforeEach(async () => {
  kith = new ControllerFixture();
  await kith.start();
  await kith.want('node2', '10.0.0.2');
  await kith.answers(KEY);
});

describe('a neighbor that fails and comes back', () => {
  it('is counted each time, and told of at the third', async () => {
    await flaps(2);
    expect(kith.metrics.count('neighbor_flaps_total')).toBe(2);
    expect(told()).toBe(0);
    await flaps(1);
    expect(kith.logger.messages('warn')).toEqual([FLAPPING]);
    expect(kith.view.recentEvents()).toContainEqual(
      expect.objectContaining({ kind: 'flapping', device: 'eth1', address: '10.0.0.2' }),
    );
  });

  it('is told of once for each three times', async () => {
    await flaps(5);
    expect(told()).toBe(1);
    await flaps(1);
    expect(told()).toBe(2);
  });

  it('is not told of where it happens now and then', async () => {
    for (let i = 0; i < 5; i++) {
      await flaps(1);
      await kith.clock.advance(300_000);
    }
    expect(kith.metrics.count('neighbor_flaps_total')).toBe(5);
    expect(told()).toBe(0);
  });
});

it('does not call it a flap when a neighbor is found at another MAC', async () => {
  await fails();
  await kith.observe(managedNeighbor({ lladdr: macAddress('02:00:00:00:0b:0b') }));
  expect(kith.metrics.count('neighbor_flaps_total')).toBe(0);
  expect(kith.metrics.count('neighbor_mac_changes_total')).toBe(1);
});

it('does not call it a flap when a neighbor that never served comes late', async () => {
  await kith.want('node3', '10.0.0.3');
  await kith.observe({ ...kith.entry('1/10.0.0.3'), state: 'FAILED' });
  await kith.answers('1/10.0.0.3');
  expect(kith.metrics.count('neighbor_flaps_total')).toBe(0);
});

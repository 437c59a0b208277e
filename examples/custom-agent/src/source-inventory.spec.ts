import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock, FakeConfig, FakeJobGroup } from '@kith/agent-testing';
import { FakeTargets } from '@kith/neighbor-testing';

import { InventorySource, sourceInventoryConfig } from './source-inventory.js';

/** An inventory that needs no server. */
const listing = (nodes: unknown): string =>
  `data:application/json,${encodeURIComponent(JSON.stringify(nodes))}`;

describe('InventorySource', () => {
  const config = new FakeConfig(sourceInventoryConfig.parse({}));
  let clock: FakeClock;
  let jobs: FakeJobGroup;
  let targets: FakeTargets;
  let subject: InventorySource;

  beforeEach(() => {
    clock = new FakeClock();
    jobs = new FakeJobGroup(clock);
    targets = new FakeTargets();
    subject = new InventorySource(config, targets, jobs);
  });

  afterEach(async () => {
    await jobs.stop();
    await subject.stop();
  });

  const claims = (): object => Object.fromEntries(targets.source('inventory').claims);
  const serve = (nodes: unknown): void => config.set({ url: listing(nodes), period: 1_000 });

  it('wants what is listed, and asks again each period', async () => {
    serve([{ name: 'node2', addresses: ['10.69.0.2'] }]);
    await subject.start();
    await jobs.settled();
    expect(targets.source('inventory').isSynced).toBe(true);
    expect(claims()).toEqual({ node2: ['10.69.0.2'] });
    serve([{ name: 'node3', addresses: ['10.69.0.3'] }]);
    await clock.advance(1_000);
    await jobs.settled();
    expect(claims()).toEqual({ node3: ['10.69.0.3'] });
  });

  it('keeps what it had when the inventory says nonsense', async () => {
    serve([{ name: 'node2', addresses: ['10.69.0.2'] }]);
    await subject.start();
    await jobs.settled();
    serve({ nodes: 7 });
    await clock.advance(1_000);
    await jobs.settled();
    expect(jobs.failures.get('asking')).toHaveLength(1);
    expect(claims()).toEqual({ node2: ['10.69.0.2'] });
  });
});

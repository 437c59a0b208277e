import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeConfig, MemoryLogger } from '@kith/agent-testing';
import { FakeTargets } from '@kith/neighbor-testing';

import type { SourceStaticConfig } from './source-static.config.js';
import { StaticSource } from './static-source.js';

const NODE2 = { name: 'node2', addresses: ['10.69.0.2', 'fd00::2'] };
const NODE3 = { name: 'node3', addresses: ['10.69.0.3'] };

let config: FakeConfig<SourceStaticConfig>;
let targets: FakeTargets;
let logger: MemoryLogger;
let source: StaticSource;

beforeEach(() => {
  config = new FakeConfig<SourceStaticConfig>({ nodes: [NODE2] });
  targets = new FakeTargets();
  logger = new MemoryLogger();
  source = new StaticSource(config, targets, logger);
});

describe('a static source', () => {
  it('wants the nodes of the config, and is synced when it has started', async () => {
    await source.start();
    const registered = targets.source('static');
    expect(registered.targetClass).toBe('node');
    expect(registered.isSynced).toBe(true);
    expect([...registered.claims]).toEqual([['node2', NODE2.addresses]]);
  });

  it('replaces everything at a reload', async () => {
    await source.start();
    config.set({ nodes: [NODE3] });
    expect([...targets.source('static').claims]).toEqual([['node3', NODE3.addresses]]);
  });

  it('says in one line each what was refused', async () => {
    targets.refusals.set('fd00::2', 'is over maxTargets');
    await source.start();
    expect(logger.entries).toEqual([
      {
        level: 'warn',
        fields: { owner: 'static/node2', address: 'fd00::2', reason: 'is over maxTargets' },
        message: 'static/node2: fd00::2 is over maxTargets',
      },
    ]);
  });

  it('lets go when it stops, follows no reload any more, and can start again', async () => {
    await source.start();
    const first = targets.source('static');
    await source.stop();
    await source.stop();
    expect(first.calls.close).toBe(1);
    expect(config.listeners).toBe(0);
    await source.start();
    await source.start();
    expect(targets.source('static')).not.toBe(first);
    expect(targets.source('static').calls.replace).toBe(1);
  });
});

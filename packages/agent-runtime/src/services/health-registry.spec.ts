import { beforeEach, describe, expect, it } from '@jest/globals';
import type { HealthEntry } from '@kith/agent-api';
import { FakeClock } from '@kith/agent-testing';

import { HealthRegistry } from './health-registry.js';

describe('HealthRegistry', () => {
  let clock: FakeClock;
  let turns: HealthEntry[];
  let registry: HealthRegistry;

  beforeEach(() => {
    clock = new FakeClock();
    turns = [];
    registry = new HealthRegistry(clock, (entry) => turns.push(entry));
  });

  it('keeps the last report of each scope, and since when its level is what it is', async () => {
    const writes = registry.scope('alpha').scope('writes');
    writes.degraded('no room', new Error('ENOBUFS'));
    const since = clock.wallTime();
    await clock.advance(1000);
    registry.scope('alpha/writes').degraded('still no room');
    expect(registry.entries()).toEqual([
      { scope: 'alpha/writes', level: 'degraded', message: 'still no room', since },
    ]);
    await clock.advance(1000);
    writes.ok();
    expect(registry.entries()).toEqual([
      { scope: 'alpha/writes', level: 'ok', since: clock.wallTime() },
    ]);
  });

  it('tells when a level turns, not of every report', () => {
    const scope = registry.scope('alpha');
    scope.ok();
    scope.degraded('one');
    scope.degraded('two');
    scope.ok();
    scope.ok();
    expect(turns.map(({ level, message }) => [level, message])).toEqual([
      ['degraded', 'one'],
      ['ok', undefined],
    ]);
  });

  it('forgets a closed scope and those below it, and no others', () => {
    registry.scope('alpha').ok();
    registry.scope('alpha/writes').ok();
    registry.scope('alphabet').ok();
    registry.scope('alpha').close();
    expect(registry.entries().map(({ scope }) => scope)).toEqual(['alphabet']);
  });
});

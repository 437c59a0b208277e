import { describe, expect, it } from '@jest/globals';
import { isAgentError } from '@kith/agent-api';

import { FakeConfig } from './fake-config.js';
import { FakeHealth } from './fake-health.js';
import { FakeInstanceLocks } from './fake-instance-locks.js';
import { FakeReadiness } from './fake-readiness.js';
import { MemoryLogger } from './memory-logger.js';
import { MemoryMetrics } from './memory-metrics.js';

describe('FakeConfig', () => {
  it('tells listeners until they take themselves back', () => {
    const config = new FakeConfig({ size: 1 });
    const seen: unknown[] = [];
    const cancel = config.onChange((next, previous) => seen.push([previous.size, next.size]));
    config.set({ size: 2 });
    cancel();
    config.set({ size: 3 });
    expect(seen).toEqual([[1, 2]]);
    expect(config.listeners).toBe(0);
  });
});

describe('FakeHealth', () => {
  it('nests scopes and clears on ok', () => {
    const health = new FakeHealth('plugin');
    health.scope('writes').degraded('no room', new Error('ENOBUFS'));
    expect(health.complaints()).toEqual(['plugin/writes: no room: ENOBUFS']);
    health.scope('writes').ok();
    expect(health.complaints()).toEqual([]);
    expect(health.scope('writes').reports).toBe(2);
    health.close();
    expect(health.entries()).toEqual([]);
  });
});

describe('FakeInstanceLocks', () => {
  it('gives a lock once until it is released', async () => {
    const locks = new FakeInstanceLocks();
    const lock = await locks.acquire('one');
    const refusal: unknown = await locks.acquire('one').catch((error: unknown) => error);
    expect(isAgentError(refusal, 'already-running')).toBe(true);
    await lock.release();
    await expect(locks.acquire('one')).resolves.toBeDefined();
  });
});

describe('FakeReadiness', () => {
  it('misses what is closed', () => {
    const readiness = new FakeReadiness();
    const gate = readiness.gate('source', 'not listed yet');
    expect(readiness.missing()).toEqual([{ gate: 'source', reason: 'not listed yet' }]);
    gate.open();
    expect(readiness.missing()).toEqual([]);
    gate.close('lost');
    expect(readiness.missing()).toEqual([{ gate: 'source', reason: 'lost' }]);
    gate.remove();
    expect(readiness.gates.size).toBe(0);
  });
});

describe('MemoryLogger', () => {
  it('keeps fields and messages by level', () => {
    const logger = new MemoryLogger();
    logger.info({ a: 1 }, 'one');
    logger.warn({}, 'two');
    expect(logger.entries[0]).toEqual({ level: 'info', fields: { a: 1 }, message: 'one' });
    expect(logger.messages('warn')).toEqual(['two']);
  });
});

describe('MemoryMetrics', () => {
  it('counts, observes and reads', async () => {
    const metrics = new MemoryMetrics();
    metrics.counter('runs', 'Runs.').add();
    metrics.counter('errors', 'Errors.', 'kind').add('io', 2);
    metrics.histogram('seconds', 'Time.', [1]).observe(0.5);
    metrics.gauge('size', 'Size.', () => 7);
    metrics.gauge('sizes', 'Sizes.', 'kind', () => [['io', 3]]);
    expect(metrics.count('runs')).toBe(1);
    expect(metrics.count('errors', 'io')).toBe(2);
    expect(metrics.observations('seconds')).toEqual([0.5]);
    expect(metrics.read('size')).toBe(7);
    expect(metrics.read('sizes', 'io')).toBe(3);
    expect(await metrics.render()).toBe('runs 1\nerrors{io} 2\n');
  });

  it('refuses a second registration and an unknown name', () => {
    const metrics = new MemoryMetrics();
    metrics.counter('runs', 'Runs.');
    expect(() => metrics.counter('runs', 'Runs.')).toThrow('registered twice');
    expect(() => metrics.count('walks')).toThrow('no metric');
  });
});

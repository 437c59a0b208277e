import { beforeEach, describe, expect, it } from '@jest/globals';
import { isAgentError } from '@kith/agent-api';
import {
  FakeClock,
  FakeConfig,
  FakeJobGroup,
  MemoryLogger,
  MemoryMetrics,
} from '@kith/agent-testing';
import { FakeTargets } from '@kith/neighbor-testing';

import { ApiSource } from './api-source.js';
import { sourceApiConfig, type SourceApiConfig } from './source-api.config.js';

let config: FakeConfig<SourceApiConfig>;
let targets: FakeTargets;
let clock: FakeClock;
let jobs: FakeJobGroup;
let metrics: MemoryMetrics;
let source: ApiSource;

beforeEach(() => {
  config = new FakeConfig(sourceApiConfig.parse({}));
  targets = new FakeTargets();
  clock = new FakeClock();
  jobs = new FakeJobGroup(clock);
  metrics = new MemoryMetrics();
  source = new ApiSource(config, targets, jobs, clock, metrics, new MemoryLogger());
});

const registered = () => targets.source('api');
const claims = (): Record<string, unknown> => Object.fromEntries(registered().claims);
const configure = (values: object): void => config.set(sourceApiConfig.parse(values));
const range = (count: number, from = 0): string[] =>
  Array.from(
    { length: count },
    (_, i) => `10.${(from + i) >> 16}.${((from + i) >> 8) & 255}.${(from + i) & 255}`,
  );

/** The code and message of what is thrown. */
function refusal(
  act: () => unknown,
): { code: string; message: string; retryAfter: unknown } | undefined {
  try {
    act();
  } catch (error) {
    if (!isAgentError(error)) throw error;
    const { code, message, details } = error;
    return { code, message, retryAfter: details.context?.['retryAfter'] };
  }
  return undefined;
}

describe('a lease', () => {
  beforeEach(() => source.start());

  it('gives an owner what it asks for, in canonical form', () => {
    const granted = source.put('xdp', { addresses: ['10.0.0.2', 'FD00:0::2', '10.0.0.2'] });
    expect(granted).toEqual({
      owner: 'xdp',
      addresses: ['10.0.0.2', 'fd00::2'],
      expiresIn: 300,
      expiresAt: '2026-01-01T00:05:00.000Z',
      refused: [],
    });
    expect(registered()).toMatchObject({ targetClass: 'other', isAuthoritative: true });
    expect(claims()).toEqual({ xdp: ['10.0.0.2', 'fd00::2'] });
  });

  it('can be read back, with what is left of it', async () => {
    source.put('xdp', { addresses: ['10.0.0.2'], lease: 60_000 });
    source.put('bgp', { addresses: [], lease: 1000 });
    await clock.advance(500);
    expect(source.lease('xdp')).toEqual({
      owner: 'xdp',
      addresses: ['10.0.0.2'],
      expiresIn: 59.5,
      expiresAt: '2026-01-01T00:01:00.000Z',
    });
    expect(source.all().map(({ owner }) => owner)).toEqual(['bgp', 'xdp']);
    expect(refusal(() => source.lease('nobody'))?.code).toBe('not-found');
    expect(metrics.read('leases')).toBe(2);
  });

  it('ends, and its owner lets go; the others do not', async () => {
    source.put('short', { addresses: ['10.0.0.2'], lease: 1000 });
    source.put('long', { addresses: ['10.0.0.3'], lease: 2000 });
    await clock.advance(999);
    expect(Object.keys(claims())).toEqual(['short', 'long']);
    await clock.advance(1);
    expect(claims()).toEqual({ long: ['10.0.0.3'] });
    await clock.advance(1000);
    expect(claims()).toEqual({});
    expect(source.all()).toEqual([]);
  });

  it('goes on when it is renewed, and only its own', async () => {
    for (let i = 0; i < 5; i++) {
      source.put('xdp', { addresses: ['10.0.0.2'], lease: 1000 });
      await clock.advance(800);
    }
    expect(claims()).toEqual({ xdp: ['10.0.0.2'] });
    source.put('xdp', { addresses: ['10.0.0.2'], lease: 5000 });
    source.put('other', { addresses: ['10.0.0.3'], lease: 1000 });
    await clock.advance(1000);
    expect(claims()).toEqual({ xdp: ['10.0.0.2'] });
  });

  it('may be renewed for less than was left', async () => {
    source.put('xdp', { addresses: ['10.0.0.2'], lease: 60_000 });
    source.put('xdp', { addresses: ['10.0.0.2'], lease: 1000 });
    await clock.advance(1000);
    expect(claims()).toEqual({});
  });

  it('replaces what the owner had', () => {
    source.put('xdp', { addresses: ['10.0.0.2', '10.0.0.3'] });
    source.put('xdp', { addresses: ['10.0.0.3', '10.0.0.4'] });
    expect(claims()).toEqual({ xdp: ['10.0.0.3', '10.0.0.4'] });
  });

  it('can be given back, also twice', () => {
    source.put('xdp', { addresses: ['10.0.0.2'] });
    expect(source.release('xdp')).toEqual({ owner: 'xdp', released: ['10.0.0.2'] });
    expect(claims()).toEqual({});
    expect(source.release('xdp')).toEqual({ owner: 'xdp', released: [] });
    expect(registered().calls.release).toBe(1);
  });

  it('is never longer than maxLease', () => {
    configure({ maxLease: '1m' });
    expect(source.put('xdp', { addresses: [] }).expiresIn).toBe(60);
    expect(refusal(() => source.put('bgp', { addresses: ['10.0.0.2'], lease: 60_001 }))).toEqual({
      code: 'bad-request',
      message: expect.stringContaining('longer than maxLease (60 s)'),
      retryAfter: undefined,
    });
    expect(claims()).toEqual({ xdp: [] });
  });

  it('needs one timer, however many there are, and none when there is none', async () => {
    const before = clock.pending;
    for (let i = 0; i < 50; i++) {
      source.put(`o${i}`, { addresses: ['10.0.0.2'], lease: 1000 + i });
      await jobs.settled();
    }
    expect(clock.pending).toBe(before + 1);
    await clock.advance(2000);
    expect([claims(), clock.pending]).toEqual([{}, before]);
  });
});

describe('what is refused', () => {
  beforeEach(async () => {
    configure({ renewalWindow: '0' });
    await source.start();
  });

  it('is told by address, and the rest is taken', () => {
    configure({ allowedPrefixes: ['10.0.0.0/8'], targetsPerOwner: 2 });
    targets.refusals.set('10.0.0.3', 'over maxTargets (1)');
    const addresses = [
      'nonsense',
      '224.0.0.1',
      '192.0.2.1',
      'fd00::1',
      '10.0.0.2',
      '10.0.0.3',
      '10.0.0.4',
      '10.0.0.2',
    ];
    const { refused } = source.put('xdp', { addresses });
    expect(refused).toEqual([
      { address: 'nonsense', reason: 'is not an IP address' },
      { address: '224.0.0.1', reason: 'is a multicast address' },
      { address: '192.0.2.1', reason: 'is not under one of allowedPrefixes' },
      { address: 'fd00::1', reason: 'is not under one of allowedPrefixes' },
      { address: '10.0.0.4', reason: expect.stringContaining('over targetsPerOwner (2)') },
      { address: '10.0.0.3', reason: 'over maxTargets (1)' },
    ]);
    expect(claims()).toEqual({ xdp: ['10.0.0.2', '10.0.0.3'] });
    const kinds = ['address', 'prefix', 'quota', 'targets'];
    expect(kinds.map((kind) => metrics.count('leases_refused_total', kind))).toEqual([2, 2, 1, 1]);
  });

  it('is more new targets than the rate, of all owners together; nothing is changed then', async () => {
    configure({ targetsPerOwner: 100, targetsPerSecond: 10 });
    source.put('a', { addresses: range(60) });
    const before = claims();
    expect(refusal(() => source.put('b', { addresses: range(60, 1000) }))).toEqual({
      code: 'too-many',
      message: expect.stringMatching(/60 targets would be new and 40 can be now .* in 2 s/),
      retryAfter: 2,
    });
    expect(claims()).toEqual(before);
    expect(metrics.count('leases_refused_total', 'rate')).toBe(1);
    await clock.advance(2000);
    expect(source.put('b', { addresses: range(60, 1000) }).refused).toEqual([]);
  });

  it('is never the renewal, nor what an owner gives up', () => {
    configure({ targetsPerOwner: 100, targetsPerSecond: 1 });
    source.put('a', { addresses: range(100) });
    for (let i = 0; i < 10; i++) source.put('a', { addresses: range(100) });
    source.put('a', { addresses: range(50) });
    expect(refusal(() => source.put('a', { addresses: range(51) }))?.code).toBe('too-many');
  });

  it('is one owner more than maxOwners, until one ends', async () => {
    configure({ maxOwners: 2 });
    source.put('a', { addresses: [], lease: 1000 });
    source.put('b', { addresses: [] });
    expect(refusal(() => source.put('c', { addresses: [] }))?.code).toBe('too-many');
    source.put('a', { addresses: [], lease: 2000 });
    await clock.advance(2000);
    source.put('c', { addresses: [] });
    expect(Object.keys(claims())).toEqual(['b', 'c']);
  });
});

describe('after a start', () => {
  it('is not synced before owners had time to renew', async () => {
    await source.start();
    await clock.advance(9_999);
    expect(registered().isSynced).toBe(false);
    await clock.advance(1);
    expect(registered().isSynced).toBe(true);
  });

  it('takes what all of them had before, at whatever rate, until that time is over', async () => {
    configure({ targetsPerOwner: 10, targetsPerSecond: 1 });
    await source.start();
    for (let i = 0; i < 20; i++) source.put(`o${i}`, { addresses: range(10, 10 * i) });
    await clock.advance(10_000);
    source.put('late', { addresses: range(10, 1000) });
    expect(refusal(() => source.put('later', { addresses: range(1, 2000) }))?.code).toBe(
      'too-many',
    );
  });

  it('is synced at once where that is wished', async () => {
    configure({ renewalWindow: '0' });
    await source.start();
    expect(registered().isSynced).toBe(true);
    expect(clock.pending).toBe(0);
  });
});

it('is off until it is started, and says how to turn it on', () => {
  for (const act of [
    () => source.put('a', { addresses: [] }),
    () => source.release('a'),
    () => source.lease('a'),
    () => source.all(),
  ]) {
    expect(refusal(act)).toMatchObject({
      code: 'not-found',
      message: 'source-api is off; add "source-api: {}" to plugins',
    });
  }
});

it('lets go when it stops, and starts without leases', async () => {
  await source.start();
  source.put('xdp', { addresses: ['10.0.0.2'] });
  const first = registered();
  await jobs.stop();
  await source.stop();
  await source.stop();
  expect([first.calls.close, first.calls.synced]).toEqual([1, 0]);
  await clock.advance(60_000);
  expect(first.calls.synced).toBe(0);
  await source.start();
  await source.start();
  expect(source.all()).toEqual([]);
});

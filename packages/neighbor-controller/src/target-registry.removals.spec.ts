import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@kith/agent-testing';
import type { TargetClaim, TargetSource } from '@kith/neighbor-api';

import { TargetRegistry } from './target-registry.js';

const HOLD_MS = 60_000;

let clock: FakeClock;
let registry: TargetRegistry;
let nodes: TargetSource;

beforeEach(() => {
  clock = new FakeClock(new Date(0));
  registry = new TargetRegistry(clock);
  registry.setRemovalHold(HOLD_MS);
  nodes = registry.register({ id: 'nodes', class: 'node' });
});

/** Owners n0, n1, ... with an address each. */
const claims = (from: number, end: number): TargetClaim[] =>
  Array.from({ length: end - from }, (_, i) => ({
    owner: `n${from + i}`,
    addresses: [`10.0.0.${from + i + 1}`],
  }));
const owners = (from: number, end: number): string[] => claims(from, end).map(({ owner }) => owner);
const held = (): number[] => registry.heldRemovals.map(({ targets }) => targets);
const size = (): number => registry.targets.size;

describe('what would take away most of what a source has', () => {
  beforeEach(() => void nodes.replace(claims(0, 50)));

  it.each<[string, () => void]>([
    ['a listing of a few', () => void nodes.replace(claims(0, 10))],
    ['one release', () => nodes.release(owners(10, 50))],
    ['one update', () => void nodes.set(owners(10, 50).map((owner) => ({ owner, addresses: [] })))],
  ])('%s is held for a while, and then taken at its word', async (_what, act) => {
    act();
    expect(registry.heldRemovals).toEqual([
      { source: 'nodes', targets: 40, until: new Date(HOLD_MS) },
    ]);
    await clock.advance(HOLD_MS - 1);
    expect(size()).toBe(50);
    await clock.advance(1);
    expect([size(), held()]).toEqual([10, []]);
  });

  it('is told of, and when it is over', async () => {
    const told: boolean[] = [];
    registry.onChange((_targets, areSourcesChanged) => told.push(areSourcesChanged));
    nodes.replace([]);
    await clock.advance(HOLD_MS);
    expect(told).toEqual([true, true]);
  });

  it('is believed when a second listing agrees', () => {
    nodes.replace([]);
    nodes.replace([]);
    expect([size(), held()]).toEqual([0, []]);
  });

  it('is forgotten for what a second listing has again', async () => {
    nodes.replace([]);
    nodes.replace(claims(0, 45));
    expect([size(), held()]).toEqual([45, []]);
    await clock.advance(HOLD_MS);
    expect(size()).toBe(45);
  });

  it('is believed of each owner that is let go by itself', () => {
    nodes.replace([]);
    nodes.release(['n7']);
    expect([size(), held()]).toEqual([49, [49]]);
  });

  it('is believed of all when somebody confirms it', () => {
    nodes.replace([]);
    expect(registry.confirmRemovals('others')).toEqual([]);
    expect(size()).toBe(50);
    expect(registry.confirmRemovals('nodes')).toMatchObject([{ targets: 50 }]);
    expect([size(), held()]).toEqual([0, []]);
    expect(registry.sources.get('nodes')?.owners.size).toBe(0);
  });

  it('has new ones served at once', () => {
    nodes.replace(claims(100, 130));
    expect([size(), held()]).toEqual([80, [50]]);
  });

  it('is held for each source by itself', () => {
    const others = registry.register({ id: 'others', class: 'node' });
    others.replace(claims(0, 50));
    nodes.replace([]);
    expect(held()).toEqual([50]);
    others.replace([]);
    nodes.replace([]);
    expect(registry.heldRemovals).toMatchObject([{ source: 'others', targets: 50 }]);
    expect([...registry.targets.values()].every(({ owners }) => owners.length === 1)).toBe(true);
  });

  it('goes when the source is turned off', () => {
    nodes.replace([]);
    nodes.close();
    expect([size(), held()]).toEqual([0, []]);
  });

  it('goes when nothing is to be held any more, and nothing is held from then on', () => {
    nodes.replace([]);
    registry.setRemovalHold(0);
    expect(size()).toBe(0);
    nodes.replace(claims(0, 50));
    nodes.replace([]);
    expect(size()).toBe(0);
  });
});

describe('nothing is held', () => {
  it.each([
    ['of less than twenty', 19, 0],
    ['of half', 100, 50],
  ])('%s', (_what, count, left) => {
    nodes.replace(claims(0, count));
    nodes.replace(claims(0, left));
    expect([size(), held()]).toEqual([left, []]);
  });

  it('of what another owner of the source takes over', () => {
    nodes.replace(claims(0, 50));
    nodes.replace([{ owner: 'all', addresses: claims(0, 50).flatMap((claim) => claim.addresses) }]);
    expect([size(), held()]).toEqual([50, []]);
    expect(registry.sources.get('nodes')?.owners.size).toBe(1);
  });

  it('of what is let go one after the other', () => {
    nodes.replace(claims(0, 50));
    for (const owner of owners(0, 50)) nodes.release([owner]);
    expect([size(), held()]).toEqual([0, []]);
  });

  it('of a source that knows', () => {
    const sure = registry.register({ id: 'sure', class: 'gateway', isAuthoritative: true });
    sure.replace(claims(0, 50));
    sure.replace([]);
    expect([size(), held()]).toEqual([0, []]);
  });
});

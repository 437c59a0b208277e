import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@kith/agent-testing';
import type { TargetSource } from '@kith/neighbor-api';
import { ifIndex } from '@kith/net-types';

import { TargetRegistry } from './target-registry.js';

let registry: TargetRegistry;
let nodes: TargetSource;
let told: { targets: readonly string[]; areSourcesChanged: boolean }[];

beforeEach(() => {
  registry = new TargetRegistry(new FakeClock());
  nodes = registry.register({ id: 'static', class: 'node' });
  told = [];
  registry.onChange((targets, areSourcesChanged) =>
    told.push({ targets: targets.map(({ key }) => key), areSourcesChanged }),
  );
});

/** Targets with their owners, as `10.0.0.2 static/a`. */
const targets = (): string[] =>
  [...registry.targets.values()].map(({ key, owners }) =>
    [key, ...owners.map(({ id }) => id)].join(' '),
  );

const claim = (owner: string, ...addresses: string[]) => ({ owner, addresses });
const toldTargets = (): readonly string[] => told.flatMap((change) => change.targets);

describe('an owner', () => {
  it('gets what it wants', () => {
    expect(nodes.set([claim('a', '10.0.0.2', 'fd00::2')])).toEqual([]);
    expect(targets()).toEqual(['10.0.0.2 static/a', 'fd00::2 static/a']);
    expect(told).toEqual([{ targets: ['10.0.0.2', 'fd00::2'], areSourcesChanged: false }]);
  });

  it('may want one address on one device only', () => {
    nodes.set([{ owner: 'a', addresses: [{ address: 'fe80::1', ifindex: ifIndex(2) }] }]);
    expect([...registry.targets.values()]).toMatchObject([
      { address: 'fe80::1', ifindex: 2, key: 'fe80::1%2' },
    ]);
  });

  it('that wants something else lets go of what it wanted, in one change', () => {
    nodes.set([claim('a', '10.0.0.2', '10.0.0.3')]);
    told = [];
    nodes.set([claim('a', '10.0.0.3', '10.0.0.4')]);
    expect(targets()).toEqual(['10.0.0.3 static/a', '10.0.0.4 static/a']);
    expect(told).toHaveLength(1);
    expect(toldTargets()).toEqual(['10.0.0.2', '10.0.0.4']);
  });

  it('that says the same again is no news', () => {
    nodes.set([claim('a', '10.0.0.2')]);
    told = [];
    nodes.set([claim('a', '10.0.0.2', '10.0.0.2')]);
    expect(told).toEqual([]);
  });

  it('is told what cannot be served, and gets the rest', () => {
    expect(nodes.set([claim('a', 'nonsense', '10.0.0.2', '224.0.0.1')])).toEqual([
      { owner: 'static/a', address: 'nonsense', reason: 'is not an IP address' },
      { owner: 'static/a', address: '224.0.0.1', reason: 'is a multicast address' },
    ]);
    expect(targets()).toEqual(['10.0.0.2 static/a']);
    expect(registry.refused).toHaveLength(2);
    nodes.set([claim('a', '10.0.0.2')]);
    expect(registry.refused).toEqual([]);
  });
});

describe('a target of several owners', () => {
  it('lives until its last owner lets go', () => {
    nodes.set([claim('a', '10.0.0.2'), claim('b', '10.0.0.2')]);
    const others = registry.register({ id: 'file', class: 'other' });
    others.set([claim('a', '10.0.0.2')]);
    expect(targets()).toEqual(['10.0.0.2 static/a static/b file/a']);
    nodes.release(['a']);
    nodes.release(['b', 'unheard-of']);
    expect(targets()).toEqual(['10.0.0.2 file/a']);
    others.release(['a']);
    expect(targets()).toEqual([]);
  });
});

describe('replacing everything', () => {
  it('lets go of owners that are not named', () => {
    nodes.set([claim('a', '10.0.0.2'), claim('b', '10.0.0.3')]);
    nodes.replace([claim('b', '10.0.0.3'), claim('c', '10.0.0.4')]);
    expect(targets()).toEqual(['10.0.0.3 static/b', '10.0.0.4 static/c']);
  });

  it('leaves other sources alone', () => {
    registry.register({ id: 'file', class: 'other' }).set([claim('a', '10.0.0.9')]);
    nodes.replace([]);
    expect(targets()).toEqual(['10.0.0.9 file/a']);
  });

  it('keeps an address that changes hands', () => {
    nodes.set([claim('a', '10.0.0.2')]);
    nodes.replace([claim('b', '10.0.0.2')]);
    expect(targets()).toEqual(['10.0.0.2 static/b']);
  });
});

describe('a source', () => {
  it('is synced once, and says so once', () => {
    expect(registry.isEverySourceSynced).toBe(false);
    nodes.synced();
    nodes.synced();
    expect(registry.isEverySourceSynced).toBe(true);
    expect(told).toEqual([{ targets: [], areSourcesChanged: true }]);
  });

  it('that comes later makes all wait for it again', () => {
    nodes.synced();
    registry.register({ id: 'file', class: 'other' });
    expect(registry.isEverySourceSynced).toBe(false);
    expect(told.at(-1)).toEqual({ targets: [], areSourcesChanged: true });
  });

  it('that ends lets go of everything and is waited for no longer', () => {
    nodes.set([claim('a', '10.0.0.2')]);
    told = [];
    nodes.close();
    nodes.close();
    expect(targets()).toEqual([]);
    expect(registry.isEverySourceSynced).toBe(true);
    expect(told).toEqual([
      { targets: ['10.0.0.2'], areSourcesChanged: false },
      { targets: [], areSourcesChanged: true },
    ]);
  });

  it('cannot take the id of another; of one that ended it can', () => {
    const again = () => registry.register({ id: 'static', class: 'node' });
    expect(again).toThrow('two sources have the id "static"');
    nodes.close();
    again();
    nodes.close();
    expect([...registry.sources.keys()]).toEqual(['static']);
  });
});

describe('maxTargets', () => {
  beforeEach(() => registry.setLimit(2));

  it('takes what fits, and refuses the rest in one line', () => {
    expect(nodes.set([claim('a', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5')])).toEqual([
      {
        owner: 'static/a',
        address: '2 addresses',
        reason: 'over maxTargets (2); raise it or offer fewer',
      },
    ]);
    expect(targets()).toEqual(['10.0.0.2 static/a', '10.0.0.3 static/a']);
    expect(registry.isOverLimit).toBe(true);
  });

  it('counts an address that several owners want once', () => {
    nodes.set([claim('a', '10.0.0.2', '10.0.0.3'), claim('b', '10.0.0.2', '10.0.0.3')]);
    expect(registry.isOverLimit).toBe(false);
  });

  describe('with something refused', () => {
    beforeEach(() => {
      nodes.set([claim('a', '10.0.0.2', '10.0.0.3'), claim('b', '10.0.0.4')]);
      told = [];
    });

    it('takes it when it is raised', () => {
      registry.setLimit(3);
      expect(targets()).toContain('10.0.0.4 static/b');
      expect(toldTargets()).toEqual(['10.0.0.4']);
      expect(registry.isOverLimit).toBe(false);
      expect(registry.refused).toEqual([]);
    });

    it('takes it when another lets go', () => {
      nodes.set([claim('a', '10.0.0.2')]);
      expect(targets()).toEqual(['10.0.0.2 static/a', '10.0.0.4 static/b']);
      expect(registry.isOverLimit).toBe(false);
    });

    it('forgets it with its owner', () => {
      nodes.release(['b']);
      expect(registry.isOverLimit).toBe(false);
      registry.setLimit(10);
      expect(targets()).toHaveLength(2);
    });
  });

  it('lets an address stay that changes hands while others wait for room', () => {
    nodes.set([claim('a', '10.0.0.2', '10.0.0.3')]);
    registry.register({ id: 'file', class: 'other' }).set([claim('x', '10.0.0.9')]);
    nodes.replace([claim('b', '10.0.0.2', '10.0.0.3')]);
    expect(targets()).toEqual(['10.0.0.2 static/b', '10.0.0.3 static/b']);
  });

  it('lets what is there stay when it is lowered', () => {
    nodes.set([claim('a', '10.0.0.2', '10.0.0.3')]);
    registry.setLimit(1);
    expect(targets()).toHaveLength(2);
  });
});

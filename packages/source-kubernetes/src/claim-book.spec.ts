import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RefusedTarget } from '@kith/neighbor-api';
import { FakeTargets, type FakeTargetSource } from '@kith/neighbor-testing';

import { ClaimBook, type Self } from './claim-book.js';
import { nodeClaim } from './node-claim.js';
import { event, node } from './objects.fake.js';
import { sourceKubernetesConfig } from './source-kubernetes.config.js';

const config = sourceKubernetesConfig.parse({});
const NODE1 = node('node1', '10.0.0.1');
const NODE2 = node('node2', '10.0.0.2');
const NODE3 = node('node3', '10.0.0.3');

let targets: FakeTargets;
let source: FakeTargetSource;
let self: Self;
let doubts: (string | undefined)[];
let refused: RefusedTarget[];
let book: ClaimBook;

const list = (...objects: readonly unknown[]): boolean =>
  book.listed(objects.flatMap((object) => book.read(object) ?? []));
const wanted = (): unknown => Object.fromEntries(source.claims);

beforeEach(() => {
  targets = new FakeTargets();
  source = targets.register({ id: 'kubernetes', class: 'node' });
  self = { name: 'node1', isExpected: false };
  doubts = [];
  refused = [];
  book = new ClaimBook(
    source,
    (object) => nodeClaim(object, config),
    () => self,
    {
      doubted: (why) => void doubts.push(why),
      refused: (lines) => void refused.push(...lines),
    },
  );
});

describe('a listing', () => {
  it('is what is wanted, without this node', () => {
    expect(list(NODE1, NODE2)).toBe(true);
    expect(wanted()).toEqual({ node2: ['10.0.0.2'] });
    expect(source.isSynced).toBe(true);
  });

  it('takes away what is in it no longer', () => {
    list(NODE1, NODE2);
    list(NODE1, NODE3);
    expect(wanted()).toEqual({ node3: ['10.0.0.3'] });
  });

  it('with one that cannot be read has the others', () => {
    expect(list(NODE1, null, 7, { metadata: {} }, { metadata: { name: 7 } }, NODE2)).toBe(true);
    expect(wanted()).toEqual({ node2: ['10.0.0.2'] });
  });

  it('tells what was refused', () => {
    targets.refusals.set('10.0.0.2', 'is over maxTargets');
    list(NODE2);
    expect(refused).toEqual([
      { owner: 'kubernetes/node2', address: '10.0.0.2', reason: 'is over maxTargets' },
    ]);
  });

  it('that is the first may be empty', () => {
    expect(list()).toBe(true);
    expect(source.isSynced).toBe(true);
  });
});

describe('a listing that is suddenly empty', () => {
  beforeEach(() => {
    list(NODE2, NODE3);
  });

  it('takes nothing away', () => {
    expect(list()).toBe(false);
    expect(wanted()).toEqual({ node2: ['10.0.0.2'], node3: ['10.0.0.3'] });
    expect(doubts.at(-1)).toBe('it lists none, where there were 2');
  });

  it('is believed when the next is so too', () => {
    list();
    expect(list()).toBe(true);
    expect(wanted()).toEqual({});
    expect(doubts.at(-1)).toBeUndefined();
  });

  it('is forgotten when the next is not', () => {
    list();
    expect(list(NODE2, NODE3)).toBe(true);
    expect(list()).toBe(false);
    expect(wanted()).toEqual({ node2: ['10.0.0.2'], node3: ['10.0.0.3'] });
  });
});

describe('a listing without this node', () => {
  it('is believed where this node never was among them', () => {
    expect(list(NODE2)).toBe(true);
  });

  it('adds and takes nothing away, until the next is so too', () => {
    list(NODE1, NODE2);
    expect(list(NODE3)).toBe(false);
    expect(wanted()).toEqual({ node2: ['10.0.0.2'], node3: ['10.0.0.3'] });
    expect(doubts.at(-1)).toBe('it does not list this node, node1');
    expect(list(NODE3)).toBe(true);
    expect(wanted()).toEqual({ node3: ['10.0.0.3'] });
    // from now on it is known to be none of them
    expect(list(NODE3)).toBe(true);
  });

  it('is believed after the watch told that this node left', () => {
    list(NODE1, NODE2);
    book.happened([event('DELETED', '8', NODE1)]);
    expect(list(NODE2)).toBe(true);
  });

  it('is not believed as the first either where the config names this node', () => {
    self = { name: 'node1', isExpected: true };
    expect(list(NODE2)).toBe(false);
    expect(wanted()).toEqual({ node2: ['10.0.0.2'] });
    expect(source.isSynced).toBe(false);
  });
});

describe('what happens', () => {
  beforeEach(() => {
    list(NODE1, NODE2);
    source.calls.set = 0;
  });

  it('adds, changes and takes away; of one node the last counts', () => {
    book.happened([
      event('ADDED', '8', NODE3),
      event('MODIFIED', '9', node('node2', '10.0.0.22')),
      event('ADDED', '10', node('node4', '10.0.0.4')),
      event('DELETED', '11', node('node4', '10.0.0.4')),
    ]);
    expect(wanted()).toEqual({ node2: ['10.0.0.22'], node3: ['10.0.0.3'] });
    book.happened([event('DELETED', '12', NODE2)]);
    expect(wanted()).toEqual({ node3: ['10.0.0.3'] });
  });

  it('has an address that moves from one node to another wanted all along', () => {
    const isWanted: boolean[] = [];
    const set = source.set.bind(source);
    const release = source.release.bind(source);
    const look = (): void => {
      isWanted.push([...source.claims.values()].flat().includes('10.0.0.2'));
    };
    source.set = (claims) => {
      const refusals = set(claims);
      look();
      return refusals;
    };
    source.release = (owners) => {
      release(owners);
      look();
    };
    book.happened([event('DELETED', '8', NODE2), event('ADDED', '9', node('node5', '10.0.0.2'))]);
    expect(isWanted).toEqual([true, true]);
    expect(wanted()).toEqual({ node5: ['10.0.0.2'] });
  });

  it('and changes no address is no news', () => {
    book.happened([event('MODIFIED', '8', NODE2), event('BOOKMARK', '9')]);
    expect(source.calls.set).toBe(0);
    expect(source.calls.release).toBe(0);
  });

  it('to this node is left out', () => {
    book.happened([event('MODIFIED', '8', node('node1', '10.0.0.11'))]);
    expect(wanted()).toEqual({ node2: ['10.0.0.2'] });
  });
});

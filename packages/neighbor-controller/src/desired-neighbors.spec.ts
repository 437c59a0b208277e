import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@kith/agent-testing';
import { ifIndex, ipAddress, type NeighborKey, neighborKey, type NextHop } from '@kith/net-types';

import { DesiredNeighbors } from './desired-neighbors.js';
import type { RouteUpdate } from './route-book.js';
import { targetKey } from './target-registry.js';
import type { TargetRoutes } from './target-routes.js';

const ROOMY = 100;
const hop = (text: string): NextHop => ({ ifindex: ifIndex(1), address: ipAddress(text) });
const keyOf = (text: string): NeighborKey => neighborKey(ifIndex(1), ipAddress(text));
const target = (text: string) => targetKey(ipAddress(text), undefined);

function routes(text: string, hops: readonly string[]): TargetRoutes {
  const address = ipAddress(text);
  return {
    target: { key: target(text), address, ifindex: undefined, owners: [] },
    hops: hops.map(hop),
    active: hops.length,
    tables: [],
    refused: [],
    skipped: undefined,
    devices: [],
    nexthopIds: [],
  };
}

/** The next hops of a target go from these to those; absent = it came or went. */
const update = (
  text: string,
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): RouteUpdate => ({
  key: target(text),
  before: before && routes(text, before),
  after: after && routes(text, after),
});

let desired: DesiredNeighbors;
const wanted = (): readonly string[] => [...desired.byKey.keys()];

beforeEach(() => {
  desired = new DesiredNeighbors(new FakeClock());
});

describe('a target that comes', () => {
  it('wants each of its next hops', () => {
    const touched = desired.follow(
      [update('10.1.0.1', undefined, ['10.0.0.2', '10.0.0.3'])],
      ROOMY,
    );
    expect([...touched]).toEqual([keyOf('10.0.0.2'), keyOf('10.0.0.3')]);
    expect(desired.byKey.get(keyOf('10.0.0.2'))).toMatchObject({
      address: '10.0.0.2',
      ifindex: 1,
      status: 'pending',
      since: Date.parse('2026-01-01T00:00:00.000Z'),
      isSettled: false,
    });
  });

  it('shares a next hop that is wanted already, which is not touched', () => {
    desired.follow([update('10.1.0.1', undefined, ['10.0.0.2'])], ROOMY);
    const touched = desired.follow([update('10.1.0.2', undefined, ['10.0.0.2'])], ROOMY);
    expect([...touched]).toEqual([]);
    expect([...(desired.byKey.get(keyOf('10.0.0.2'))?.targets ?? [])]).toEqual([
      '10.1.0.1',
      '10.1.0.2',
    ]);
  });
});

describe('a target that goes', () => {
  beforeEach(() => {
    const first = update('10.1.0.1', undefined, ['10.0.0.2']);
    const second = update('10.1.0.2', undefined, ['10.0.0.2']);
    desired.follow([first, second], ROOMY);
  });

  it('leaves a next hop to those that still need it; the last takes it along', () => {
    desired.follow([update('10.1.0.1', ['10.0.0.2'], undefined)], ROOMY);
    expect(wanted()).toEqual([keyOf('10.0.0.2')]);
    const touched = desired.follow([update('10.1.0.2', ['10.0.0.2'], undefined)], ROOMY);
    expect([...touched]).toEqual([keyOf('10.0.0.2')]);
    expect(wanted()).toEqual([]);
  });

  it('takes it along, too, when the route is gone', () => {
    const gone = ['10.1.0.1', '10.1.0.2'].map((text) => update(text, ['10.0.0.2'], []));
    desired.follow(gone, ROOMY);
    expect(wanted()).toEqual([]);
  });
});

describe('a next hop that is replaced (I4)', () => {
  beforeEach(() => {
    desired.follow([update('10.1.0.1', undefined, ['10.0.0.2'])], ROOMY);
    desired.follow([update('10.1.0.1', ['10.0.0.2'], ['10.0.0.3'])], ROOMY);
  });

  it('stays, and knows what has to be usable before it goes', () => {
    expect(wanted()).toEqual([keyOf('10.0.0.2'), keyOf('10.0.0.3')]);
    expect(desired.leaving.map(({ key }) => key)).toEqual([keyOf('10.0.0.2')]);
    expect(desired.leaving[0]?.replacements).toEqual(new Set([keyOf('10.0.0.3')]));
  });

  it('stays also when another target that needed it lets go after the move', () => {
    const both = ['10.1.0.5', '10.0.0.4'];
    desired.follow(
      both.map((text) => update(text, undefined, ['10.0.0.4'])),
      ROOMY,
    );
    desired.follow([update('10.1.0.5', ['10.0.0.4'], ['10.0.0.3'])], ROOMY);
    desired.follow([update('10.0.0.4', ['10.0.0.4'], undefined)], ROOMY);
    expect(desired.byKey.get(keyOf('10.0.0.4'))?.replacements).toEqual(
      new Set([keyOf('10.0.0.3')]),
    );
  });

  it('leaves no more when it is needed again', () => {
    desired.follow([update('10.1.0.1', ['10.0.0.3'], ['10.0.0.2'])], ROOMY);
    expect(desired.leaving.map(({ key }) => key)).toEqual([keyOf('10.0.0.3')]);
    expect(desired.byKey.get(keyOf('10.0.0.2'))?.replacements).toBeUndefined();
  });

  it('is forgotten when it is removed', () => {
    desired.remove(keyOf('10.0.0.2'));
    expect(desired.leaving).toEqual([]);
    expect(wanted()).toEqual([keyOf('10.0.0.3')]);
  });

  it('does not leave while another target needs it', () => {
    desired.follow([update('10.1.0.2', undefined, ['10.0.0.3'])], ROOMY);
    desired.follow([update('10.1.0.2', ['10.0.0.3'], ['10.0.0.4'])], ROOMY);
    expect(desired.leaving.map(({ key }) => key)).toEqual([keyOf('10.0.0.2')]);
  });
});

describe('over the limit', () => {
  it('takes no more neighbors, and knows which target goes without', () => {
    const updates = ['10.0.0.2', '10.0.0.3'].map((text) => update(text, undefined, [text]));
    desired.follow(updates, 1);
    expect(wanted()).toEqual([keyOf('10.0.0.2')]);
    expect([...desired.overLimit]).toEqual(['10.0.0.3']);
  });

  it('still shares what is there', () => {
    const updates = ['10.1.0.1', '10.1.0.2'].map((text) => update(text, undefined, ['10.0.0.2']));
    desired.follow(updates, 1);
    expect(desired.overLimit.size).toBe(0);
  });

  it('forgets a target that is told of again', () => {
    const second = update('10.0.0.3', undefined, ['10.0.0.3']);
    desired.follow([update('10.0.0.2', undefined, ['10.0.0.2']), second], 1);
    desired.follow([update('10.0.0.3', ['10.0.0.3'], undefined)], 1);
    expect(desired.overLimit.size).toBe(0);
    expect(wanted()).toEqual([keyOf('10.0.0.2')]);
  });
});

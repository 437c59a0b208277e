import { describe, expect, it } from '@jest/globals';
import { link, neighbor } from '@kith/neighbor-testing';
import { ifIndex, ipAddress, neighborKey, prefixOf } from '@kith/net-types';

import { ChangeSet } from './change-set.js';

const REACHABLE = neighbor();
const STALE = neighbor({ state: 'STALE' });
const KEY = neighborKey(REACHABLE.ifindex, REACHABLE.address);

describe('ChangeSet', () => {
  it('is empty until something is noted', () => {
    const changes = new ChangeSet();
    expect(changes.isEmpty).toBe(true);
    changes.areRulesChanged = true;
    expect(changes.isEmpty).toBe(false);
  });

  it('tells a subject once, from what it was before the burst to what it is after', () => {
    const changes = new ChangeSet();
    changes.neighbor(KEY, undefined, STALE);
    changes.neighbor(KEY, STALE, REACHABLE);
    expect(changes.toChange().neighbors).toEqual([{ previous: undefined, current: REACHABLE }]);
  });

  it('has no news of what came and went within one burst', () => {
    const changes = new ChangeSet();
    changes.neighbor(KEY, undefined, REACHABLE);
    changes.neighbor(KEY, REACHABLE, undefined);
    expect(changes.isEmpty).toBe(true);
  });

  it('tells what went and came back the same: it may have been without in between', () => {
    const changes = new ChangeSet();
    changes.neighbor(KEY, REACHABLE, undefined);
    changes.neighbor(KEY, undefined, REACHABLE);
    expect(changes.toChange().neighbors).toEqual([{ previous: REACHABLE, current: REACHABLE }]);
  });

  it('tells every change of a link, also when it ends as it was', () => {
    const changes = new ChangeSet();
    const [up, down] = [link(), link({ hasCarrier: false })];
    changes.link(up, down);
    changes.link(down, up);
    expect(changes.isEmpty).toBe(false);
    expect(changes.toChange().links).toEqual([
      { previous: up, current: down },
      { previous: down, current: up },
    ]);
  });

  it('names each prefix, device and nexthop object once', () => {
    const changes = new ChangeSet();
    for (let i = 0; i < 2; i++) {
      changes.prefix(prefixOf(ipAddress('10.1.0.0'), 16));
      changes.addresses.add(ifIndex(1));
      changes.nexthopIds.add(7);
    }
    expect(changes.toChange()).toMatchObject({
      addresses: new Set([1]),
      routes: { prefixes: [{ address: '10.1.0.0', length: 16 }], nexthopIds: new Set([7]) },
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import type { TargetClass } from '@kith/neighbor-api';
import { ipAddress } from '@kith/net-types';

import { bestClass, neighborClass } from './neighbor-class.js';
import type { Target, TargetKey } from './target-registry.js';

const NEIGHBOR = ipAddress('10.0.0.2');

function classOf(...wanted: readonly (readonly [string, ...TargetClass[]])[]): TargetClass {
  const known = wanted.map(([address, ...classes]): Target => ({
    key: address as TargetKey,
    address: ipAddress(address),
    ifindex: undefined,
    owners: classes.map((targetClass, i) => ({ id: `source/${i}`, class: targetClass })),
  }));
  const targets = new Set(known.map(({ key }) => key));
  return neighborClass(
    { address: NEIGHBOR, targets },
    new Map(known.map((target) => [target.key, target])),
  );
}

describe('the class of a neighbor', () => {
  it('is gateway when a target is behind it', () => {
    expect(classOf(['10.0.0.2', 'other'], ['10.9.0.1', 'node'])).toBe('gateway');
  });

  it('is the most urgent of its owners when it is the target', () => {
    expect(classOf(['10.0.0.2', 'other'])).toBe('other');
    expect(classOf(['10.0.0.2', 'other', 'node'])).toBe('node');
    expect(classOf(['10.0.0.2', 'node', 'gateway'])).toBe('gateway');
  });

  it('is other when its targets are gone', () => {
    const targets = new Set(['10.0.0.2' as TargetKey]);
    expect(neighborClass({ address: NEIGHBOR, targets }, new Map())).toBe('other');
    expect(bestClass([])).toBe('other');
  });
});

import type { TargetClass } from '@kith/neighbor-api';

import type { DesiredNeighbor } from './desired-neighbors.js';
import type { Target, TargetKey } from './target-registry.js';

/** A next hop that is not the target itself is some route's gateway. */
export function neighborClass(
  { address, targets }: Pick<DesiredNeighbor, 'address' | 'targets'>,
  known: ReadonlyMap<TargetKey, Target>,
): TargetClass {
  const classes = new Set<TargetClass>();
  for (const key of targets) {
    const target = known.get(key);
    if (!target) continue;
    if (target.address !== address) return 'gateway';
    for (const owner of target.owners) classes.add(owner.class);
  }
  return bestClass(classes);
}

/** Of several owners the most urgent counts. */
export function bestClass(classes: Iterable<TargetClass>): TargetClass {
  const all = new Set(classes);
  return all.has('gateway') ? 'gateway' : all.has('node') ? 'node' : 'other';
}

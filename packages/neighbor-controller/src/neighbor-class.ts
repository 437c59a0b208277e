import type { TargetClass } from '@kith/neighbor-api';

import type { DesiredNeighbor } from './desired-neighbors.js';
import type { Target, TargetKey } from './target-registry.js';

const URGENCY: Readonly<Record<TargetClass, number>> = { gateway: 2, node: 1, other: 0 };

/** A next hop that is not the target itself is some route's gateway. */
export function neighborClass(
  {
    address,
    targets,
  }: Pick<DesiredNeighbor, 'address'> & { readonly targets: Iterable<TargetKey> },
  known: ReadonlyMap<TargetKey, Target>,
): TargetClass {
  let best: TargetClass = 'other';
  for (const key of targets) {
    const target = known.get(key);
    if (!target) continue;
    if (target.address !== address) return 'gateway';
    for (const owner of target.owners) best = moreUrgent(best, owner.class);
  }
  return best;
}

/** Of several owners the most urgent counts. */
export function bestClass(classes: Iterable<TargetClass>): TargetClass {
  let best: TargetClass = 'other';
  for (const targetClass of classes) best = moreUrgent(best, targetClass);
  return best;
}

function moreUrgent(a: TargetClass, b: TargetClass): TargetClass {
  return URGENCY[b] > URGENCY[a] ? b : a;
}

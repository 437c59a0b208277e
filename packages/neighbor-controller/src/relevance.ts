import type { Changed } from '@kith/neighbor-api';
import { isUsable, type Link, type Neighbor } from '@kith/net-types';

/** Still usable, and the same but for its state. */
export function isOnlyAging(previous: Neighbor, current: Neighbor): boolean {
  return (
    isUsable(previous) &&
    isUsable(current) &&
    (previous.state === 'PERMANENT') === (current.state === 'PERMANENT') &&
    (previous.state === 'NOARP') === (current.state === 'NOARP') &&
    previous.lladdr === current.lladdr &&
    previous.isManaged === current.isManaged &&
    previous.isExtLearned === current.isExtLearned &&
    previous.protocol === current.protocol
  );
}

/** Whether a link's change can touch its neighbors, its routes or its being served. */
export function isLinkChangeRelevant({ previous, current }: Changed<Link>): boolean {
  if (!previous || !current) return true;
  return (
    previous.isUp !== current.isUp ||
    previous.hasCarrier !== current.hasCarrier ||
    previous.name !== current.name ||
    previous.lladdr !== current.lladdr ||
    previous.master !== current.master ||
    previous.isNoArp !== current.isNoArp
  );
}

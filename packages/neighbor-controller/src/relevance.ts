import type { Changed } from '@kith/neighbor-api';
import type { Link } from '@kith/net-types';

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

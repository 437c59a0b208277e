import type { Clock, Logger } from '@kith/agent-api';
import { isOurs, type NeighborWriter } from '@kith/neighbor-api';
import type { IfIndex, Neighbor } from '@kith/net-types';

import type { DesiredNeighbor } from './desired-neighbors.js';
import { describeForeign, isTakenByAdministrator } from './entry-owner.js';
import type { EventLog } from './event-log.js';
import type { Flaps } from './flaps.js';
import { neighborStatus } from './neighbor-status.js';

/** Keeps the status of desired neighbors as the kernel shows them, and tells what an operator wants to know. */
export class StatusBoard {
  constructor(
    private readonly writer: NeighborWriter,
    private readonly events: EventLog,
    private readonly nameOf: (ifindex: IfIndex) => string,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly flaps: Pick<Flaps, 'look'>,
  ) {}

  /** Derives a neighbor's status anew; a change of it is an event. */
  refresh(neighbor: DesiredNeighbor, observed: Neighbor | undefined): void {
    const status = neighborStatus(observed, this.writer.mark, neighbor);
    if (observed?.lladdr && status === 'resolved' && isOurs(observed, this.writer.mark)) {
      neighbor.lladdr = observed.lladdr;
    }
    const before = neighbor.status;
    if (status === before) return;
    neighbor.status = status;
    neighbor.since = this.clock.wallTime().getTime();
    this.flaps.look(neighbor, before, observed);
    this.tellStatus(neighbor, observed);
  }

  /** Tells of what happened to an entry that is worth knowing whatever its status comes to. */
  tellChange(previous: Neighbor | undefined, current: Neighbor | undefined): void {
    const { mark } = this.writer;
    if (!current || !isTakenByAdministrator(current, mark)) return;
    if (previous && isTakenByAdministrator(previous, mark)) return;
    const { address } = current;
    const device = this.nameOf(current.ifindex);
    const message = `${address} on ${device} was made PERMANENT by an administrator: theirs from now on`;
    this.events.add({ kind: 'taken', device, address, message });
    this.logger.warn({ device, address }, message);
  }

  private tellStatus(
    { status, ifindex, address }: DesiredNeighbor,
    observed: Neighbor | undefined,
  ): void {
    const device = this.nameOf(ifindex);
    if (status === 'resolved' && observed?.lladdr) {
      const message = `${address} on ${device} is at ${observed.lladdr}`;
      this.events.add({ kind: 'resolved', device, address, lladdr: observed.lladdr, message });
    } else if (status === 'unresolved') {
      const message = `${address} on ${device} does not answer; it is asked again and again`;
      this.events.add({ kind: 'unresolved', device, address, message });
    } else if (status === 'parked') {
      const message = `${address} on ${device} is parked: asked less and less often until it shows a sign of life`;
      this.events.add({ kind: 'parked', device, address, message });
    } else if (status === 'foreign' && observed) {
      const owner = describeForeign(observed, this.writer.mark);
      const message = `${address} on ${device} belongs to ${owner}; respected while it serves`;
      this.events.add({ kind: 'foreign', device, address, message });
      this.logger.info({ device, address }, message);
    }
  }
}

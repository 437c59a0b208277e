import type { Clock, Counter, Logger } from '@kith/agent-api';
import type { NeighborStatus } from '@kith/neighbor-api';
import type { MacAddress, Neighbor } from '@kith/net-types';

import type { DesiredNeighbor } from './desired-neighbors.js';
import type { EventLog } from './event-log.js';

/** So often within `WITHIN_MS` is more than a reboot. */
const OFTEN = 3;
const WITHIN_MS = 600_000;

/** How often a neighbor failed and came back. */
export interface FlapRecord {
  /** When it came back, `Clock.now()`, oldest first; the last few. */
  readonly returns: readonly number[];
  /** The MAC with which it served until it failed; undefined = it has not failed since. */
  readonly lost: MacAddress | undefined;
}

const NEVER: FlapRecord = { returns: [], lost: undefined };

/** Tells of neighbors that fail and come back again and again: a bad cable, a host under too much load. */
export class Flaps {
  constructor(
    private readonly events: EventLog,
    private readonly nameOf: (ifindex: Neighbor['ifindex']) => string,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly flaps: Counter,
  ) {}

  /** The status of the neighbor has changed. */
  look(neighbor: DesiredNeighbor, before: NeighborStatus, observed: Neighbor | undefined): void {
    const { status, lladdr, flaps = NEVER } = neighbor;
    if (before === 'resolved' && status === 'unresolved') {
      neighbor.flaps = { ...flaps, lost: lladdr };
    } else if (status === 'resolved' && flaps.lost !== undefined) {
      // one that is found elsewhere has moved
      if (observed?.lladdr === flaps.lost) this.returned(neighbor, flaps);
      else neighbor.flaps = { ...flaps, lost: undefined };
    }
  }

  private returned(neighbor: DesiredNeighbor, { returns }: FlapRecord): void {
    this.flaps.add();
    const now = this.clock.now();
    const recent = [...returns.filter((at) => now - at < WITHIN_MS), now];
    const isOften = recent.length >= OFTEN;
    if (isOften) this.tell(neighbor, recent.length);
    // told once for each so many
    neighbor.flaps = { returns: isOften ? [] : recent, lost: undefined };
  }

  private tell({ ifindex, address }: DesiredNeighbor, times: number): void {
    const device = this.nameOf(ifindex);
    const message = `${address} on ${device} failed and came back ${times} times within ${WITHIN_MS / 60_000} minutes: is its link or its host overloaded?`;
    this.events.add({ kind: 'flapping', device, address, message });
    this.logger.warn({ device, address }, message);
  }
}

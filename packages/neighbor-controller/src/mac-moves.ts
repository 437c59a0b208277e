import type { Clock, Counter, Logger } from '@kith/agent-api';
import type { MacAddress, Neighbor } from '@kith/net-types';

import type { DesiredNeighbor } from './desired-neighbors.js';
import type { EventLog } from './event-log.js';

/** Back where it was within this time: no host moves there and back so soon. */
const IN_TURN_MS = 60_000;

/** The last time that a neighbor was found at another MAC. */
export interface MacMove {
  readonly from: MacAddress;
  /** `Clock.now()` */
  readonly at: number;
  /** Two answer in turn; told already. */
  readonly isDuplicate: boolean;
}

export interface MacCounters {
  readonly moves: Counter;
  readonly duplicates: Counter;
}

/** Tells of neighbors that are found at another MAC, and of those where two answer in turn (RFC 5227 calls it a conflict). */
export class MacMoves {
  constructor(
    private readonly events: EventLog,
    private readonly nameOf: (ifindex: Neighbor['ifindex']) => string,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly counters: MacCounters,
  ) {}

  /** What the kernel says of the neighbor now, and what it said before. */
  look(neighbor: DesiredNeighbor, previous: Neighbor | undefined, { lladdr }: Neighbor): void {
    // one that failed in between has none, and is found elsewhere all the same
    const from = previous?.lladdr ?? neighbor.lladdr;
    if (lladdr === undefined || from === undefined || lladdr === from) return;
    const at = this.clock.now();
    const { move } = neighbor;
    const isInTurn = move?.from === lladdr && at - move.at < IN_TURN_MS;
    neighbor.move = { from, at, isDuplicate: isInTurn };
    this.counters.moves.add();
    if (!isInTurn) this.tellMove(neighbor, from, lladdr);
    else if (!move.isDuplicate) this.tellDuplicate(neighbor, from, lladdr);
  }

  private tellMove({ ifindex, address }: DesiredNeighbor, from: MacAddress, to: MacAddress): void {
    const device = this.nameOf(ifindex);
    const message = `${address} on ${device} moved from ${from} to ${to}`;
    this.events.add({ kind: 'mac-changed', device, address, lladdr: to, message });
    this.logger.info({ device, address, lladdr: to }, message);
  }

  private tellDuplicate(
    { ifindex, address }: DesiredNeighbor,
    from: MacAddress,
    to: MacAddress,
  ): void {
    const device = this.nameOf(ifindex);
    const message = `${address} on ${device} is at ${from} and ${to} in turn: do two hosts have this address?`;
    this.events.add({ kind: 'duplicate', device, address, lladdr: to, message });
    this.logger.warn({ device, address, lladdr: to }, message);
    this.counters.duplicates.add();
  }
}

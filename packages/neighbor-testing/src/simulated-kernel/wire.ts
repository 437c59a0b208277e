import type { Clock } from '@kith/agent-api';
import {
  type IfIndex,
  type IpAddress,
  type MacAddress,
  type NeighborKey,
  neighborKey,
} from '@kith/net-types';

/** Milliseconds from a solicitation to its answer. */
const ROUND_TRIP_MS = 1;

/** What is at the other end of the links: who answers there, and how often anybody was asked. */
export class Wire {
  /** Who answers: the MAC by device and address. */
  readonly hosts = new Map<NeighborKey, MacAddress>();
  /** Solicitations sent, by the address asked for. */
  readonly solicitations = new Map<NeighborKey, number>();

  constructor(
    private readonly clock: Pick<Clock, 'timer'>,
    private readonly onAnswer: (key: NeighborKey, lladdr: MacAddress) => void,
  ) {}

  /** From now on this address answers with this MAC, or nobody does. */
  setHost(ifindex: IfIndex, address: IpAddress, lladdr: MacAddress | undefined): void {
    const key = neighborKey(ifindex, address);
    if (lladdr === undefined) this.hosts.delete(key);
    else this.hosts.set(key, lladdr);
  }

  /** An ARP request or a Neighbor Solicitation goes out, to everybody or to one MAC. */
  solicit(key: NeighborKey, to: MacAddress | undefined): void {
    this.solicitations.set(key, (this.solicitations.get(key) ?? 0) + 1);
    const lladdr = this.hosts.get(key);
    if (lladdr === undefined || (to !== undefined && to !== lladdr)) return;
    this.clock.timer(ROUND_TRIP_MS, () => this.onAnswer(key, lladdr));
  }
}

import { FakeClock } from '@kith/agent-testing';
import {
  ifIndex,
  ipAddress,
  macAddress,
  type MacAddress,
  type Neighbor,
  neighborKey,
} from '@kith/net-types';
import type { Notification, RtResult, SetNeighborRequest } from '@kith/rtnetlink';

import { interfaceAddress, link } from '../builders.js';
import { SimulatedKernel, type SimulatedKernelOptions } from './simulated-kernel.js';

export const ETH = ifIndex(2);
export const MAC = macAddress('02:00:00:00:0a:02');
export const OTHER_MAC = macAddress('02:00:00:00:0b:02');

/** A simulated kernel with one device and 10.0.0.1/24 on it; nobody answers until told so. */
export class Lan {
  readonly clock = new FakeClock();
  readonly kernel: SimulatedKernel;
  /** What was announced about neighbors, as `upsert REACHABLE` or `delete FAILED`. */
  readonly news: string[] = [];

  constructor(options: SimulatedKernelOptions = {}) {
    this.kernel = new SimulatedKernel(this.clock, options);
    this.kernel.setLink(link({ ifindex: ETH }));
    this.kernel.addAddress(interfaceAddress({ ifindex: ETH }));
    this.kernel.onAnnouncement(({ change, message }: Notification) => {
      if (message.kind === 'neighbor') this.news.push(`${change} ${message.neighbor.state}`);
    });
  }

  host(text: string, lladdr: MacAddress | undefined = MAC): void {
    this.kernel.wire.setHost(ETH, ipAddress(text), lladdr);
  }

  /** Writes an entry: without more, as strategy `managed` does. */
  write(text: string, over: Partial<SetNeighborRequest> = {}): RtResult {
    return this.kernel.carryOut({
      type: 'set-neighbor',
      ifindex: ETH,
      address: ipAddress(text),
      state: 'NONE',
      isExtLearned: true,
      isManaged: true,
      isRouter: false,
      use: false,
      protocol: 75,
      ...over,
    });
  }

  /** As somebody does who knows nothing of flags and marks. */
  writeForeign(text: string, over: Partial<SetNeighborRequest> = {}): RtResult {
    const plain = { isExtLearned: false, isManaged: false, protocol: 0, lladdr: OTHER_MAC };
    return this.write(text, { ...plain, state: 'REACHABLE', ...over });
  }

  delete(text: string): RtResult {
    return this.kernel.carryOut({
      type: 'delete-neighbor',
      ifindex: ETH,
      address: ipAddress(text),
    });
  }

  row(text: string): Neighbor | undefined {
    return this.kernel.neighbors.get(ETH, ipAddress(text))?.toNeighbor();
  }

  /** How often this address was asked for. */
  asked(text: string): number {
    return this.kernel.wire.solicitations.get(neighborKey(ETH, ipAddress(text))) ?? 0;
  }
}

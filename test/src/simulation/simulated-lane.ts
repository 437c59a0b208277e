import { FakeClock } from '@kith/agent-testing';
import { type KernelRules, interfaceAddress, link, SimulatedKernel } from '@kith/neighbor-testing';
import { ifIndex, ipAddress, type Link } from '@kith/net-types';
import type { RtRequest } from '@kith/rtnetlink';

import { type Lane, mac } from './lane.js';
import { ALL_ON, type Operation, type Switch } from './operation.js';
import { describeRows, isGarbage, type Moment, type Rows } from './row.js';
import { toRequest } from './to-request.js';

const DEVICE = ifIndex(2);
/** As the real lanes are set: failures come soon, and nothing ages. */
const TIMES = { reachable: 3_600_000, retransmit: 25, delay: 0 };
/** Enough for every timer but the managed work; and for that too. */
const SETTLING_MS: Readonly<Record<Moment, number>> = { midway: 500, final: 12_000 };

/** A lane on the simulated kernel. */
export class SimulatedLane {
  private readonly clock = new FakeClock();
  private readonly kernel: SimulatedKernel;
  private readonly switches = { ...ALL_ON };
  private macs = 0;

  constructor(
    private readonly lane: Lane,
    rules: Partial<KernelRules> = {},
  ) {
    this.kernel = new SimulatedKernel(this.clock, { times: TIMES, rules });
    this.kernel.setLink(this.link());
    this.kernel.addAddress(this.own);
    for (const host of lane.hosts) this.kernel.wire.setHost(DEVICE, host, lane.peerMac);
  }

  /** Whether the device shows carrier, `undefined` when it is gone, and has a link-local address. */
  get device(): { readonly hasCarrier: boolean | undefined; readonly hasLinkLocal: boolean } {
    return {
      hasCarrier: this.kernel.links.get(DEVICE)?.hasCarrier,
      hasLinkLocal: this.kernel.addressesOf(DEVICE).some(({ scope }) => scope === 'link'),
    };
  }

  /** @returns the errno name of a write that was refused */
  play(operation: Operation): string | undefined {
    switch (operation.kind) {
      case 'write':
      case 'delete':
        return this.ask(toRequest(operation, this.lane, DEVICE));
      case 'own-mac':
        this.macs++;
        return void this.relink();
      case 'remove-device':
        return void this.kernel.removeLink(DEVICE);
      case 'switch':
        this.switches[operation.what] = operation.isOn;
        return void this.turn(operation.what, operation.isOn);
    }
  }

  /** Lets time pass; what there is then. */
  async rows(moment: Moment): Promise<Rows> {
    await this.clock.advance(SETTLING_MS[moment]);
    const entries = [...this.kernel.neighbors.entries.values()];
    const neighbors = entries.map((entry) => [entry.address, entry.toNeighbor()] as const);
    return describeRows(this.lane, new Map(neighbors), moment);
  }

  /** Has the garbage collected. @returns the keys that went */
  collect(): readonly number[] {
    const garbage = [...this.kernel.neighbors.entries.values()].filter((entry) =>
      isGarbage(entry.toNeighbor()),
    );
    for (const entry of garbage) this.kernel.neighbors.delete(entry);
    return garbage.map(({ address }) => this.lane.keys.indexOf(address));
  }

  private ask(request: RtRequest): string | undefined {
    const result = this.kernel.carryOut(request);
    return result.ok ? undefined : result.error.code;
  }

  private turn(what: Switch, isOn: boolean): void {
    switch (what) {
      case 'carrier':
      case 'up':
      case 'arp':
        return this.relink();
      case 'address':
        return isOn ? this.kernel.addAddress(this.own) : this.kernel.removeAddress(this.own);
      case 'ipv6':
      case 'mtu':
        return this.kernel.setIpv6(DEVICE, isOn);
      case 'evict':
        return this.kernel.setEvictNoCarrier(DEVICE, isOn);
    }
  }

  private relink(): void {
    this.kernel.setLink(this.link());
  }

  private link(): Link {
    const { carrier, up, arp } = this.switches;
    const lladdr = mac(1, this.lane.number + 256 * this.macs);
    return link({ ifindex: DEVICE, lladdr, isUp: up, hasCarrier: up && carrier, isNoArp: !arp });
  }

  private get own(): ReturnType<typeof interfaceAddress> {
    const address = ipAddress(this.lane.own.split('/')[0] ?? '');
    return interfaceAddress({ ifindex: DEVICE, address });
  }
}

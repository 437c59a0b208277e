import type { Cancel } from '@kith/agent-api';
import type { AddressFamily, IfIndex, IpAddress, MacAddress, NudState } from '@kith/net-types';
import type { ServiceIdentifier } from 'inversify';

import type { Lookup, NextHopAnswer } from './next-hop-resolver.js';
import type { AppliedWrite } from './neighbor-writer.js';
import type { TargetClass } from './targets.js';

/** Read-only sight of what neighbor-controller knows, in the words of the contract's JSON. */
export interface NeighborView {
  summary(): DiscoverySummary;
  /** Desired neighbors, by device and address. */
  neighbors(): readonly NeighborReport[];
  /** Every target, refused ones too. */
  targets(): readonly TargetReport[];
  /** Every link, with why it is in or out. */
  devices(): readonly DeviceReport[];
  /** The whole chain for one address: as a target, as a neighbor, or as what the FIB would say now. */
  explain(address: IpAddress, lookup?: Lookup): Promise<Explanation>;
  /** What is about to be written, and why: for `plan`. */
  pending(): readonly PendingWrite[];
  /** Past events, oldest first, a bounded number. */
  recentEvents(): readonly NeighborEvent[];
  onEvent(listener: (event: NeighborEvent) => void): Cancel;
  /** Something that the reports show has changed; called once for each burst. */
  onChange(listener: () => void): Cancel;
}

export const NeighborView = Symbol.for(
  '@kith/neighbor-api/NeighborView',
) as ServiceIdentifier<NeighborView>;

/**
 * `pending`: not written yet (no carrier, held back, first write under way); `resolving`: the kernel asks;
 * `resolved`: it has a MAC; `unresolved`: the kernel gave up, we have not; `parked`: dead for long,
 * asked for less and less often; `foreign`: somebody else's entry
 * serves it; `error`: the kernel refused the write. One without targets is kept until its replacement is usable.
 */
export type NeighborStatus =
  'pending' | 'resolving' | 'resolved' | 'unresolved' | 'parked' | 'foreign' | 'error';

/** A desired neighbor, with the entry that serves it. */
export interface NeighborReport {
  readonly device: string;
  readonly ifindex: IfIndex;
  readonly address: IpAddress;
  readonly lladdr?: MacAddress;
  /** NONE where there is no entry. */
  readonly state: NudState;
  readonly flags: readonly ('managed' | 'extern_learn' | 'router')[];
  /** NDA_PROTOCOL of the entry; 0 = none. */
  readonly protocol: number;
  readonly strategy: string;
  readonly status: NeighborStatus;
  readonly class: TargetClass;
  readonly targets: readonly { readonly address: IpAddress; readonly owners: readonly string[] }[];
  /** When the status last changed; ISO 8601. */
  readonly since: string;
  /** With status `error`. */
  readonly error?: string;
  /** How often others' changes to it were undone. */
  readonly repairs: number;
}

/** A target, with what was found for it. */
export interface TargetReport {
  readonly address: string;
  /** Only on this device. */
  readonly device?: string;
  readonly owners: readonly string[];
  readonly class: TargetClass;
  /** Empty while unasked, unroutable or refused. */
  readonly nextHops: readonly {
    readonly device: string;
    readonly address: IpAddress;
    readonly status: NeighborStatus;
    /** Of a less preferred route: nothing is sent there now. */
    readonly standby?: true;
  }[];
  /** Why there is no next hop, where there is none: a skip reason, or why it was refused. */
  readonly skipped?: string;
}

/** A link, and whether neighbors are kept on it. */
export interface DeviceReport {
  readonly device: string;
  readonly ifindex: IfIndex;
  readonly isSelected: boolean;
  /** `carries 10.69.0.65`, `direct routing device`, `port of br0`, `excluded by "veth+"`. */
  readonly reason: string;
  readonly neighbors: number;
}

/** The whole in numbers. */
export interface DiscoverySummary {
  readonly isDiscoveryOn: boolean;
  readonly strategy: string;
  readonly strategyReason: string;
  readonly mark: number;
  readonly families: readonly AddressFamily[];
  readonly directRoutingDevice?: string;
  readonly sources: readonly {
    readonly id: string;
    readonly isSynced: boolean;
    readonly owners: number;
  }[];
  readonly targets: number;
  readonly refusedTargets: number;
  readonly neighbors: Readonly<Record<NeighborStatus, number>>;
  /** Entries with our mark that nobody wants and that are kept until every source is synced. */
  readonly heldBack: number;
}

/** All that is known of one address, from who wants it to the entry that serves it. */
export interface Explanation {
  readonly address: IpAddress;
  readonly targets: readonly TargetReport[];
  readonly lookups: readonly {
    /** `eno1`, or absent for the lookup without a device. */
    readonly device?: string;
    /** `iif eth1, mark 7`: what else it was about. */
    readonly lookup?: string;
    readonly answer: NextHopAnswer;
  }[];
  /** Names by ifindex of the devices that the answers lead over. */
  readonly devices: Readonly<Record<number, string>>;
  /** Entries for the address itself and for its next hops. */
  readonly neighbors: readonly NeighborReport[];
  /** Rows of the kernel's table for these, ours or not, with who they belong to. */
  readonly entries: readonly ExplainedEntry[];
  /** In words, in order: what happens to this address, and why. */
  readonly conclusion: string;
}

/** A row of the kernel's table, and whose it is: `kernel` for one that nobody claims. */
export interface ExplainedEntry {
  readonly device: string;
  readonly address: IpAddress;
  readonly lladdr?: MacAddress;
  readonly state: NudState;
  readonly flags: readonly string[];
  readonly protocol: number;
  readonly owner: 'kith' | 'foreign' | 'kernel';
}

/** A write that is due, and why. */
export interface PendingWrite {
  readonly write: AppliedWrite;
  readonly device: string;
  /** `wanted by static/node2 (10.69.0.2)`, `nobody wants it`. */
  readonly reason: string;
}

/** What happened; the message of the event says it in words. */
export type NeighborEventKind =
  | 'wanted' // a new desired neighbor
  | 'written' // first written
  | 'resolved'
  | 'unresolved'
  | 'parked'
  | 'mac-changed'
  | 'flapping' // failed and came back again and again
  | 'duplicate' // two MACs answer in turn
  | 'removed' // no longer wanted, deleted
  | 'repaired' // somebody changed or deleted it; put back
  | 'fight' // the same entry was undone again and again; backing off
  | 'foreign' // somebody else's entry is respected
  | 'takeover' // a foreign entry that is to be ours was asked
  | 'taken' // an administrator replaced our entry: theirs from now on
  | 'error'
  | 'device' // a device was selected or dropped
  | 'strategy' // another strategy took over
  | 'source'; // a source is synced, a target was refused

/** Something that happened to a neighbor, a device, a source or the strategy; the message says it in one line. */
export interface NeighborEvent {
  /** ISO 8601. */
  readonly at: string;
  readonly kind: NeighborEventKind;
  readonly device?: string;
  readonly address?: string;
  readonly lladdr?: MacAddress;
  readonly message: string;
}

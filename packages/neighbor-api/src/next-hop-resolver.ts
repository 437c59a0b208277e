import type { IfIndex, IpAddress, NextHop, Prefix } from '@kith/net-types';
import type { ServiceIdentifier } from 'inversify';

/** One question to the FIB. */
export interface NextHopQuery {
  readonly address: IpAddress;
  /** Only over this device; absent = wherever the FIB would send it. */
  readonly oif?: IfIndex;
  /** What else the lookup is about (policy routing). */
  readonly lookup?: Lookup;
}

/** A packet's traits that rules can match. */
export interface Lookup {
  readonly iif?: IfIndex;
  readonly from?: IpAddress;
  readonly mark?: number;
}

/** What the FIB says to one question: where to, or why nowhere. */
export type NextHopAnswer =
  | {
      readonly kind: 'next-hops';
      /** One or more, on the queried device if there was one. */
      readonly hops: readonly NextHop[];
      readonly basis: AnswerBasis;
    }
  | {
      readonly kind: 'skipped';
      readonly reason: SkipReason;
      /** What the kernel said, where it said something. */
      readonly detail?: string;
      readonly basis: AnswerBasis;
    };

/** What an answer rests on: when that changes, ask again. A changed route counts when the target is under its prefix. */
export interface AnswerBasis {
  /** The FIB entry that matched; absent when none did. */
  readonly prefix?: Prefix;
  /** RT_TABLE_* of that entry; absent with it. */
  readonly table?: number;
  /** Devices of all its legs, also of dead ones. */
  readonly devices: readonly IfIndex[];
  readonly nexthopIds: readonly number[];
}

/** Why there is no next hop: the kernel's route types (RTN_*, include/uapi/linux/rtnetlink.h), and what a leg lacks. */
export type SkipReason =
  | 'local' // one of our own addresses
  | 'broadcast'
  | 'multicast'
  | 'unroutable' // no route
  | 'blackhole'
  | 'unreachable'
  | 'prohibit'
  | 'throw'
  | 'link-down' // every leg is dead or without carrier
  | 'other-device' // the FIB answers with legs on other devices only
  | 'error'; // the kernel refused the question; detail says how

/** Implemented by next-hop. */
export interface NextHopResolver {
  /**
   * One answer per query, in order. What the kernel refuses is an answer too: the promise rejects only
   * when the kernel cannot be asked at all.
   */
  resolve(queries: readonly NextHopQuery[]): Promise<readonly NextHopAnswer[]>;
}

export const NextHopResolver = Symbol.for(
  '@kith/neighbor-api/NextHopResolver',
) as ServiceIdentifier<NextHopResolver>;

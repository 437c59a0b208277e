import type { ServiceIdentifier } from 'inversify';

import type { NetlinkError } from './netlink-error.js';
import type {
  AddressMessage,
  LinkMessage,
  NeighborMessage,
  NexthopMessage,
  RouteMessage,
  RuleMessage,
} from './messages.js';
import type { RtRequest } from './requests.js';

/**
 * A connection to the kernel's rtnetlink, in decoded messages. It is the seam at which a simulated
 * kernel can stand: nothing above it knows of bytes or sockets.
 */
export interface RtnetlinkClient {
  /**
   * Sends all requests, packed into as few sendmsg calls as the socket allows, and answers with one
   * result each, in order. A request that the kernel refuses is a result, never a rejection: the
   * promise rejects only when the socket itself fails. Yields to I/O between chunks. Requests that end at
   * the same route share their result.
   */
  request(requests: readonly RtRequest[]): Promise<readonly RtResult[]>;

  /**
   * Lists one table. A dump that the kernel marked as interrupted (NLM_F_DUMP_INTR) is started over.
   * Order is the kernel's.
   * @throws NetlinkError when the kernel refuses the dump, or it was interrupted too often
   */
  dump<T extends DumpTable>(table: T): Promise<readonly DumpRow<T>[]>;

  /**
   * Joins the groups and hands what arrives to the listener, one call for each burst of reads.
   * Neighbor rows that are not AF_INET or AF_INET6, and proxy entries, are dropped in the kernel.
   * So is that an extern_learn entry is being confirmed (DELAY, PROBE); how that ends is told. That one ages
   * or is confirmed may be told 50 ms late. What
   * arrives while a dump or requests are under way is handed over after them, so neither a row that was read
   * nor one that was written replaces newer news. Keeps the process alive until it is closed.
   * @throws NetlinkError
   */
  subscribe(groups: readonly RtGroup[], listener: NotificationListener): Promise<Subscription>;

  /** Releases every socket; idempotent. */
  close(): void;
}

/** Bound once, by the host. */
export const RtnetlinkClient = Symbol.for(
  '@kith/rtnetlink/RtnetlinkClient',
) as ServiceIdentifier<RtnetlinkClient>;

/** What can be listed (RTM_GETLINK and so on). */
export type DumpTable = 'links' | 'addresses' | 'neighbors' | 'routes' | 'nexthops' | 'rules';

/** A row of that table. */
export type DumpRow<T extends DumpTable> = {
  links: LinkMessage;
  addresses: AddressMessage;
  neighbors: NeighborMessage;
  routes: RouteMessage;
  nexthops: NexthopMessage;
  rules: RuleMessage;
}[T];

/** What can be listened to: the RTNLGRP_* of it, of both families where each has its own (include/uapi/linux/rtnetlink.h). */
export type RtGroup = 'links' | 'addresses' | 'neighbors' | 'routes' | 'nexthops' | 'rules';

/** One result per request: the kernel's answer (a get), nothing (a write that succeeded), or its refusal. */
export type RtResult =
  | { readonly ok: true; readonly answer?: RtMessage }
  | { readonly ok: false; readonly error: NetlinkError };

/** A decoded row, told apart by its `kind`. */
export type RtMessage =
  LinkMessage | AddressMessage | NeighborMessage | RouteMessage | NexthopMessage | RuleMessage;

/** A change that the kernel announced. `change: 'delete'` rows carry what the kernel sent: often no flags. */
export interface Notification {
  readonly change: 'upsert' | 'delete';
  readonly message: RtMessage;
}

/** Takes what a subscription hears. */
export interface NotificationListener {
  /** A burst, in the kernel's order. */
  notified(notifications: readonly Notification[]): void;
  /** Messages were lost (receive overrun) or unreadable: everything must be listed anew. Follows the burst that it was noticed at. */
  lost(reason: string): void;
}

/** Open until closed; `close` is idempotent. */
export interface Subscription {
  /**
   * Whether everything that the kernel had queued when this was called has been handed to the listener.
   * False right after a dump means that older news is still to come (ARCHITECTURE, life of a neighbor, step 3).
   */
  isDrained(): boolean;
  /** Compares the socket's drop counter now; reports a rise through `lost`. For audits. */
  checkForLoss(): void;
  close(): void;
}

/** The part of a clock that the client needs; agent-api's is one. */
export interface RtnetlinkClock {
  /** Lets pending I/O run, then resolves: one turn of the event loop. */
  yield(): Promise<void>;
  /** Calls back once after `ms` milliseconds, unless the function that it answers with is called before. */
  timer(ms: number, callback: () => void): () => void;
}

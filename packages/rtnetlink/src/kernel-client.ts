import type {
  DumpRow,
  DumpTable,
  NotificationListener,
  RtnetlinkClock,
  RtGroup,
  RtnetlinkClient,
  RtResult,
  Subscription,
} from './client.js';
import {
  RTNLGRP_IPV4_IFADDR,
  RTNLGRP_IPV4_ROUTE,
  RTNLGRP_IPV4_RULE,
  RTNLGRP_IPV6_IFADDR,
  RTNLGRP_IPV6_ROUTE,
  RTNLGRP_IPV6_RULE,
  RTNLGRP_LINK,
  RTNLGRP_NEIGH,
  RTNLGRP_NEXTHOP,
} from './codec/uapi.js';
import { DATAGRAMS_PER_TURN, dump } from './dump.js';
import { NotificationStream } from './notification-stream.js';
import { closedError } from './protocol-error.js';
import { RequestChannel } from './request-channel.js';
import type { RtRequest } from './requests.js';
import { type Libc, loadLibc } from './socket/libc.js';
import { PacedNotifications } from './socket/paced-notifications.js';
import { openRequestSocket, type RequestSocket } from './socket/request-socket.js';

export interface RtnetlinkOptions {
  readonly clock: RtnetlinkClock;
  /**
   * Bytes asked for as receive buffer of the notification socket (default 16 MiB, some 40,000 changes).
   * The kernel doubles it, and without CAP_NET_ADMIN in the first user namespace caps it at net.core.rmem_max.
   */
  readonly notificationBuffer?: number;
}

const NOTIFICATION_BUFFER = 16 << 20;
const REQUEST_BUFFER = 1 << 20;

const GROUPS: Readonly<Record<RtGroup, readonly number[]>> = {
  links: [RTNLGRP_LINK],
  addresses: [RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR],
  neighbors: [RTNLGRP_NEIGH],
  routes: [RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE],
  nexthops: [RTNLGRP_NEXTHOP],
  rules: [RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE],
};

/**
 * A client of this network namespace's kernel. It opens nothing, and loads no native code, before it is
 * first used. Requests need CAP_NET_ADMIN to write; EPERM is a result like any other.
 */
export function createRtnetlinkClient(options: RtnetlinkOptions): RtnetlinkClient {
  return new KernelClient(options);
}

class KernelClient implements RtnetlinkClient {
  private readonly streams = new Set<Subscription>();
  private channel: RequestChannel | undefined;
  private isClosed = false;
  /** Dumps and requests under way. */
  private calls = 0;

  private readonly yieldToIo = (): Promise<void> => this.options.clock.yield();

  constructor(private readonly options: RtnetlinkOptions) {}

  async request(requests: readonly RtRequest[]): Promise<readonly RtResult[]> {
    const libc = await this.open('send requests');
    this.channel ??= new RequestChannel(() => requestSocket(libc), this.yieldToIo);
    const { channel } = this;
    return this.holding(() => channel.request(requests));
  }

  async dump<T extends DumpTable>(table: T): Promise<readonly DumpRow<T>[]> {
    const libc = await this.open(`list ${table}`);
    const rows = await this.holding(() =>
      dump(table, () => requestSocket(libc, DATAGRAMS_PER_TURN), this.yieldToIo),
    );
    // a table has rows of its own kind only
    return rows as DumpRow<T>[];
  }

  async subscribe(
    groups: readonly RtGroup[],
    listener: NotificationListener,
  ): Promise<Subscription> {
    const libc = await this.open('subscribe');
    const stream: NotificationStream = new NotificationStream(
      listener,
      this.yieldToIo,
      () => this.calls > 0,
      () => this.streams.delete(stream),
    );
    const numbers = groups.flatMap((group) => GROUPS[group]);
    const { clock, notificationBuffer = NOTIFICATION_BUFFER } = this.options;
    const pacing = { clock, receiveBuffer: notificationBuffer };
    stream.attach(await PacedNotifications.open(libc, numbers, stream, pacing));
    this.streams.add(stream);
    if (!this.isClosed) return stream;
    stream.close();
    throw closedError('subscribe');
  }

  close(): void {
    this.isClosed = true;
    this.channel?.close();
    for (const stream of this.streams) stream.close();
  }

  /** Notifications wait meanwhile: a caller must not meet newer news before what it asked for, or what it wrote. */
  private async holding<T>(call: () => Promise<T>): Promise<T> {
    this.calls++;
    try {
      return await call();
    } finally {
      this.calls--;
    }
  }

  private async open(operation: string): Promise<Libc> {
    const libc = await loadLibc();
    if (this.isClosed) throw closedError(operation);
    return libc;
  }
}

function requestSocket(libc: Libc, datagramsAtOnce?: number): RequestSocket {
  return openRequestSocket(libc, REQUEST_BUFFER, datagramsAtOnce);
}

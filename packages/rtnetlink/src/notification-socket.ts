import { createRequire } from 'node:module';
import type { RawNetlinkSocket, RawNetlinkSocketOptions } from 'netlink';

import type { Notification, NotificationListener, RtGroup, Subscription } from './client.js';
import * as uapi from './constants.js';
import { decodeMessage } from './decode-message.js';
import { eachMessage } from './each-message.js';
import { libc } from './libc.js';
import { neighborFilter } from './neighbor-filter.js';
import { findSocketFd } from './socket-fd.js';
import {
  enableNetlinkOption,
  NETLINK_NO_ENOBUFS,
  setReceiveBuffer,
  SocketMemory,
} from './socket-options.js';

const NETLINK_ROUTE = 0;
const RECEIVE_BUFFER_BYTES = 16 * 1024 * 1024;

const GROUPS: Readonly<Record<RtGroup, readonly number[]>> = {
  links: [uapi.RTNLGRP_LINK],
  addresses: [uapi.RTNLGRP_IPV4_IFADDR, uapi.RTNLGRP_IPV6_IFADDR],
  neighbors: [uapi.RTNLGRP_NEIGH],
  routes: [uapi.RTNLGRP_IPV4_ROUTE, uapi.RTNLGRP_IPV6_ROUTE],
  nexthops: [uapi.RTNLGRP_NEXTHOP],
  rules: [uapi.RTNLGRP_IPV4_RULE, uapi.RTNLGRP_IPV6_RULE],
};

type Netlink = {
  RawNetlinkSocket: new (
    protocol: number,
    options?: Partial<RawNetlinkSocketOptions>,
  ) => RawNetlinkSocket;
};

/**
 * Notifications by npm netlink's raw socket, which has the event loop's ear. As published it aborts the
 * process when the receive queue overruns; NETLINK_NO_ENOBUFS keeps the error from it, and the socket's
 * drop counter tells of the loss instead (docs/adr/0002).
 */
export class NotificationSocket implements Subscription {
  private readonly socket: RawNetlinkSocket;
  private readonly memory: SocketMemory;
  private burst: Notification[] = [];
  private unreadable: string | undefined;
  private isFlushPlanned = false;
  private isClosed = false;
  private drops = 0;

  /** @param nextTurn resolves after pending I/O: what arrives until then is one burst */
  constructor(
    groups: readonly RtGroup[],
    private readonly listener: NotificationListener,
    private readonly nextTurn: () => Promise<void>,
  ) {
    const { RawNetlinkSocket } = createRequire(import.meta.url)('netlink') as Netlink;
    this.socket = new RawNetlinkSocket(NETLINK_ROUTE);
    try {
      const fd = findSocketFd(this.socket.address().port);
      const native = libc();
      enableNetlinkOption(native, fd, NETLINK_NO_ENOBUFS);
      setReceiveBuffer(native, fd, RECEIVE_BUFFER_BYTES);
      native.attachFilter(fd, neighborFilter());
      this.memory = new SocketMemory(native, fd);
      this.drops = this.memory.drops;
      this.socket.on('message', (message) => this.received(message));
      this.socket.on('error', (error) => this.broken(error.message));
      for (const group of groups.flatMap((name) => GROUPS[name])) this.socket.addMembership(group);
    } catch (error) {
      this.socket.close();
      throw error;
    }
  }

  isDrained(): boolean {
    return this.burst.length === 0 && !this.isFlushPlanned && this.memory.queuedBytes === 0;
  }

  checkForLoss(): void {
    if (this.isClosed) return;
    const drops = this.memory.drops;
    const lost = (drops - this.drops) >>> 0;
    this.drops = drops;
    if (lost > 0)
      this.listener.lost(`the socket's receive queue overran, ${lost} messages were dropped`);
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.socket.close();
  }

  private received(message: Buffer): void {
    try {
      eachMessage(message, message.length, ({ type }, begin, end) => {
        const notification = decodeMessage(type, message, begin, end);
        if (notification) this.burst.push(notification);
      });
    } catch (error) {
      this.unreadable = error instanceof Error ? error.message : String(error);
    }
    this.planFlush();
  }

  private broken(message: string): void {
    this.unreadable = message;
    this.planFlush();
  }

  private planFlush(): void {
    if (this.isFlushPlanned) return;
    this.isFlushPlanned = true;
    void this.nextTurn().then(() => this.flush());
  }

  private flush(): void {
    this.isFlushPlanned = false;
    if (this.isClosed) return;
    const { burst, unreadable } = this;
    this.burst = [];
    this.unreadable = undefined;
    if (burst.length > 0) this.listener.notified(burst);
    if (unreadable !== undefined) this.listener.lost(`a message could not be read: ${unreadable}`);
    this.checkForLoss();
  }
}

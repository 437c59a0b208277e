import { constants } from 'node:os';

import { AF_NETLINK } from '../codec/uapi.js';
import type { Libc } from './libc.js';
import { NEIGHBOR_FILTER } from './neighbor-filter.js';
import {
  attachFilter,
  enableNetlinkOption,
  joinGroup,
  setReceiveBuffer,
  socketMemory,
  systemError,
} from './socket-options.js';

// include/linux/net.h, socket.h
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;
const MSG_TRUNC = 0x20;
const MSG_DONTWAIT = 0x40;
const NETLINK_ROUTE = 0;

/** No notification comes near it: a link with many functions has a few KiB. */
const LONGEST = 65_536;

export interface NotificationReceiver {
  /** A datagram; the bytes are overwritten after the call. */
  received(bytes: Buffer): void;
  failed(error: Error): void;
}

/** Queues what the kernel announces, until it is read. It wakes nobody: see Doorbell. */
export class NotificationSocket {
  private readonly bytes = Buffer.allocUnsafeSlow(LONGEST);

  private constructor(
    private readonly libc: Libc,
    private fd: number,
  ) {}

  /** @throws NetlinkError */
  static open(libc: Libc, receiveBuffer: number): NotificationSocket {
    const fd = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0) throw systemError(libc, 'open a netlink socket');
    const socket = new NotificationSocket(libc, fd);
    try {
      enableNetlinkOption(libc, fd, 'noEnobufs');
      setReceiveBuffer(libc, fd, receiveBuffer);
      attachFilter(libc, fd, NEIGHBOR_FILTER);
      // without a port id it would hear nothing that nobody in particular caused
      if (libc.bindAnyPort(fd) !== 0) throw systemError(libc, 'bind a netlink socket');
      return socket;
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  /** @throws NetlinkError */
  join(group: number): void {
    joinGroup(this.libc, this.fd, group);
  }

  /** Hands over up to `limit` messages that are queued. @returns how many there were */
  read(limit: number, receiver: NotificationReceiver): number {
    const { bytes, libc } = this;
    for (let count = 0; count < limit; count++) {
      const length = libc.recv(this.fd, bytes, bytes.length, MSG_DONTWAIT | MSG_TRUNC);
      if (length > bytes.length) receiver.failed(new Error(`message of ${length} bytes`));
      else if (length > 0) receiver.received(bytes.subarray(0, length));
      else if (length === 0 || libc.errno() === constants.errno.EAGAIN) return count;
      else if (libc.errno() !== constants.errno.EINTR) {
        receiver.failed(systemError(libc, 'receive notifications'));
        return count;
      }
    }
    return limit;
  }

  /** Messages that it had no room for, since it was opened. */
  drops(): number {
    return socketMemory(this.libc, this.fd).drops;
  }

  /** Whether messages are waiting to be read. */
  hasQueued(): boolean {
    return socketMemory(this.libc, this.fd).queued > 0;
  }

  close(): void {
    if (this.fd >= 0) this.libc.close(this.fd);
    this.fd = -1;
  }
}

import { constants } from 'node:os';

import { AF_NETLINK } from '../codec/uapi.js';
import { NetlinkError } from '../netlink-error.js';
import type { Libc } from './libc.js';
import {
  enableNetlinkOption,
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

/** The kernel fills a datagram of a dump up to 32 KiB; a single message (a link) can be longer. */
const DATAGRAM = 65_536;

/**
 * A socket that needs no event loop: rtnetlink carries out a request and queues every answer before `send`
 * returns, and goes on with a dump inside each `receive`.
 */
export interface RequestSocket {
  /** What the last `receive` got; overwritten by the next. */
  readonly received: Buffer;
  /** Bytes of kernel memory that answers may take up. */
  readonly receiveBufferSize: number;
  /** @throws NetlinkError */
  send(bytes: Buffer, length: number): void;
  /** Takes one datagram. @returns its length; 0 when none is queued @throws NetlinkError */
  receive(): number;
  close(): void;
}

/** @throws NetlinkError */
export function openRequestSocket(libc: Libc, receiveBuffer: number): RequestSocket {
  const fd = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0) throw systemError(libc, 'open a netlink socket');
  const socket = new KernelRequestSocket(libc, fd);
  try {
    socket.configure(receiveBuffer);
  } catch (error) {
    socket.close();
    throw error;
  }
  return socket;
}

class KernelRequestSocket implements RequestSocket {
  readonly received = Buffer.allocUnsafeSlow(DATAGRAM);
  receiveBufferSize = 0;

  constructor(
    private readonly libc: Libc,
    private fd: number,
  ) {}

  configure(receiveBuffer: number): void {
    enableNetlinkOption(this.libc, this.fd, 'extAck');
    enableNetlinkOption(this.libc, this.fd, 'capAck');
    enableNetlinkOption(this.libc, this.fd, 'strictCheck');
    setReceiveBuffer(this.libc, this.fd, receiveBuffer);
    this.receiveBufferSize = socketMemory(this.libc, this.fd).receiveBuffer;
  }

  send(bytes: Buffer, length: number): void {
    // an unconnected netlink socket sends to the kernel, and gets its address with the first send
    if (this.libc.send(this.fd, bytes, length, 0) < 0) throw systemError(this.libc, 'send');
  }

  receive(): number {
    for (;;) {
      const flags = MSG_DONTWAIT | MSG_TRUNC;
      const length = this.libc.recv(this.fd, this.received, DATAGRAM, flags);
      if (length > DATAGRAM) {
        throw new NetlinkError({
          operation: `receive ${length} bytes`,
          code: 'EMSGSIZE',
          errno: constants.errno.EMSGSIZE,
        });
      }
      if (length >= 0) return length;
      const errno = this.libc.errno();
      if (errno === constants.errno.EAGAIN) return 0;
      if (errno !== constants.errno.EINTR) throw systemError(this.libc, 'receive');
    }
  }

  close(): void {
    if (this.fd >= 0) this.libc.close(this.fd);
    this.fd = -1;
  }
}

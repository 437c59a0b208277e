import { readdirSync } from 'node:fs';
import { constants } from 'node:os';

import type { RawNetlinkSocket } from 'netlink/dist/raw.js';

import { errnoName } from '../codec/errno-name.js';
import { NetlinkError } from '../netlink-error.js';
import { type Libc, netlinkPort } from './libc.js';
import { NEIGHBOR_FILTER } from './neighbor-filter.js';
import {
  enableNetlinkOption,
  growReceiveBuffer,
  socketMemory,
  systemError,
} from './socket-options.js';

const NETLINK_ROUTE = 0;
const KERNEL_PORT = 0;

/** A socket that hears of changes on the event loop. It keeps the process alive until it is closed. */
export interface NotificationSocket {
  /** @throws NetlinkError */
  join(group: number): void;
  /** Messages that the socket had no room for, since it was opened. */
  drops(): number;
  /** Whether messages are waiting to be read. */
  hasQueued(): boolean;
  close(): void;
}

export interface NotificationReceiver {
  /** A datagram of the kernel; the bytes are the receiver's. */
  received(bytes: Buffer): void;
  failed(error: Error): void;
}

/**
 * The raw socket of npm `netlink`, made safe before it hears anything: as it comes, a receive overrun is an
 * error of the poll, and its path for that error ends the process (docs/adr/0002-netlink-sockets.md).
 * @throws NetlinkError
 */
export async function openNotificationSocket(
  libc: Libc,
  receiveBuffer: number,
  receiver: NotificationReceiver,
): Promise<NotificationSocket> {
  // not its index, which also loads its typed layers: 40 ms that nobody needs
  const { RawNetlinkSocket } = await import('netlink/dist/raw.js');
  const socket = nativeCall('open', () => new RawNetlinkSocket(NETLINK_ROUTE));
  try {
    const fd = descriptorOf(socket, libc);
    enableNetlinkOption(libc, fd, 'noEnobufs');
    growReceiveBuffer(libc, fd, receiveBuffer);
    if (libc.attachFilter(fd, NEIGHBOR_FILTER) !== 0) throw systemError(libc, 'attach a filter');
    socket.on('message', (bytes, { port }) => {
      if (port === KERNEL_PORT) receiver.received(bytes);
    });
    socket.on('error', (error) => receiver.failed(error));
    socket.ref();
    return new SafeNotificationSocket(socket, libc, fd);
  } catch (error) {
    socket.close();
    throw error;
  }
}

class SafeNotificationSocket implements NotificationSocket {
  constructor(
    private readonly socket: RawNetlinkSocket,
    private readonly libc: Libc,
    private readonly fd: number,
  ) {}

  join(group: number): void {
    nativeCall(`join group ${group}`, () => this.socket.addMembership(group));
  }

  drops(): number {
    return socketMemory(this.libc, this.fd).drops;
  }

  hasQueued(): boolean {
    return socketMemory(this.libc, this.fd).queued > 0;
  }

  close(): void {
    this.socket.close();
  }
}

/** What npm `netlink` throws, as a NetlinkError. */
function nativeCall<T>(what: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    const errno = isErrnoException(cause) ? cause.errno : constants.errno.EINVAL;
    const operation = `${what} (notification socket)`;
    throw new NetlinkError({ operation, errno, code: errnoName(errno), cause });
  }
}

function isErrnoException(error: unknown): error is Error & { errno: number } {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number';
}

/** npm `netlink` does not tell; but no two netlink sockets of a protocol have the same port id. */
function descriptorOf(socket: RawNetlinkSocket, libc: Libc): number {
  const { port } = socket.address();
  const fd = readdirSync('/proc/self/fd')
    .map(Number)
    .find((candidate) => netlinkPort(libc, candidate) === port);
  if (fd !== undefined) return fd;
  throw new NetlinkError({
    operation: 'find the descriptor of the notification socket in /proc/self/fd',
    code: 'ENOENT',
    errno: constants.errno.ENOENT,
  });
}

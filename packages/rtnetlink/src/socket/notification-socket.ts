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
const MSG_TRUNC = 0x20;
const MSG_DONTWAIT = 0x40;

/** No notification comes near it: a link with many functions has a few KiB. */
const LONGEST = 65_536;

/** What is read in one turn of the event loop, besides what npm `netlink` reads. */
const MESSAGES_PER_TURN = 256;

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
  /** A datagram; the bytes are overwritten after the call. */
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
    const received = Buffer.allocUnsafeSlow(LONGEST);
    socket.on('message', (bytes) => {
      receiver.received(bytes);
      drain(libc, fd, received, receiver);
    });
    socket.on('error', (error) => receiver.failed(error));
    socket.ref();
    return new SafeNotificationSocket(socket, libc, fd);
  } catch (error) {
    socket.close();
    throw error;
  }
}

/**
 * Reads what else is queued. npm `netlink` peeks, allocates and calls back for each message, which takes
 * several times as long; so it only tells that there is something.
 */
function drain(libc: Libc, fd: number, bytes: Buffer, receiver: NotificationReceiver): void {
  for (let i = 0; i < MESSAGES_PER_TURN; i++) {
    const length = libc.recv(fd, bytes, bytes.length, MSG_DONTWAIT | MSG_TRUNC);
    if (length <= 0) return;
    if (length <= bytes.length) receiver.received(bytes.subarray(0, length));
    else receiver.failed(new Error(`message of ${length} bytes`));
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

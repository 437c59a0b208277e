import { readdirSync } from 'node:fs';
import { constants } from 'node:os';

import type { RawNetlinkSocket } from 'netlink/dist/raw.js';

import { errnoName } from '../codec/errno-name.js';
import { NetlinkError } from '../netlink-error.js';
import { type Libc, netlinkPort } from './libc.js';
import { NEIGHBOR_FILTER, ROUTINE_FILTER } from './neighbor-filter.js';
import {
  attachFilter,
  enableNetlinkOption,
  NETLINK_ROUTE,
  setReceiveBuffer,
} from './socket-options.js';

/** Room for a message or two (the kernel's minimum): more need not ring. */
const SMALLEST = 1;

/**
 * Tells the event loop that there is news, and nothing of what it is: that is read from a socket of its own.
 * It keeps the process alive until it is closed.
 *
 * It is the raw socket of npm `netlink`, made safe before it hears anything: as it comes, a receive overrun is
 * an error of the poll, and its path for that error ends the process (docs/adr/0002-netlink-sockets.md).
 */
export class Doorbell {
  private constructor(
    private readonly socket: RawNetlinkSocket,
    private readonly libc: Libc,
    private readonly fd: number,
  ) {}

  /** @throws NetlinkError */
  static async install(
    libc: Libc,
    ring: () => void,
    failed: (error: Error) => void,
  ): Promise<Doorbell> {
    // not its index, which also loads its typed layers: 40 ms that nobody needs
    const { RawNetlinkSocket } = await import('netlink/dist/raw.js');
    const socket = nativeCall('open', () => new RawNetlinkSocket(NETLINK_ROUTE));
    try {
      const bell = new Doorbell(socket, libc, descriptorOf(socket, libc));
      enableNetlinkOption(libc, bell.fd, 'noEnobufs');
      setReceiveBuffer(libc, bell.fd, SMALLEST);
      bell.setDeafToRoutine(false);
      socket.on('message', ring);
      socket.on('truncatedMessage', ring);
      socket.on('error', failed);
      socket.ref();
      return bell;
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  /** @throws NetlinkError */
  join(group: number): void {
    nativeCall(`join group ${group}`, () => this.socket.addMembership(group));
  }

  /** Whether it does not ring for neighbors that are only confirmed. */
  setDeafToRoutine(isDeaf: boolean): void {
    attachFilter(this.libc, this.fd, isDeaf ? ROUTINE_FILTER : NEIGHBOR_FILTER);
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

import { AF_NETLINK } from '../codec/uapi.js';
import { errnoName } from '../codec/errno-name.js';
import { NetlinkError } from '../netlink-error.js';
import { type FilterInstruction, type Libc, SOL_SOCKET } from './libc.js';

// include/linux/net.h, socket.h
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;

/** Also of the doorbell, which npm `netlink` opens. */
export const NETLINK_ROUTE = 0;

// include/uapi/asm-generic/socket.h
const SO_RCVBUF = 8;
const SO_RCVBUFFORCE = 33;
const SO_MEMINFO = 55;

// include/uapi/linux/netlink.h
const SOL_NETLINK = 270;
const NETLINK_ADD_MEMBERSHIP = 1;
const NETLINK_OPTIONS = {
  noEnobufs: 5,
  capAck: 10,
  extAck: 11,
  /** Linux 4.20: a dump request that the kernel does not understand whole is refused, not half obeyed. */
  strictCheck: 12,
} as const;

// include/uapi/linux/sock_diag.h
const SK_MEMINFO_RMEM_ALLOC = 0;
const SK_MEMINFO_RCVBUF = 1;
const SK_MEMINFO_DROPS = 8;
const SK_MEMINFO_VARS = 9;

/** What a socket holds, in bytes of kernel memory, and how many messages it had no room for. */
export interface SocketMemory {
  readonly queued: number;
  readonly receiveBuffer: number;
  readonly drops: number;
}

/** A new rtnetlink socket's descriptor. @throws NetlinkError */
export function openSocket(libc: Libc): number {
  const fd = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0) throw systemError(libc, 'open a netlink socket');
  return fd;
}

/** @throws NetlinkError */
export function enableNetlinkOption(
  libc: Libc,
  fd: number,
  option: keyof typeof NETLINK_OPTIONS,
): void {
  if (setNumber(libc, fd, SOL_NETLINK, NETLINK_OPTIONS[option], 1) !== 0) {
    throw systemError(libc, `switch on ${option} of a netlink socket`);
  }
}

/**
 * Asks for a receive buffer of so many bytes. Beyond net.core.rmem_max that takes CAP_NET_ADMIN in the first user namespace;
 * without it the kernel gives as much as it may. It doubles the number, for its own overhead.
 */
export function setReceiveBuffer(libc: Libc, fd: number, bytes: number): void {
  if (setNumber(libc, fd, SOL_SOCKET, SO_RCVBUFFORCE, bytes) === 0) return;
  if (setNumber(libc, fd, SOL_SOCKET, SO_RCVBUF, bytes) !== 0) {
    throw systemError(libc, 'set a receive buffer');
  }
}

/** @throws NetlinkError */
export function joinGroup(libc: Libc, fd: number, group: number): void {
  if (setNumber(libc, fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group) !== 0) {
    throw systemError(libc, `join group ${group}`);
  }
}

/** Replaces the filter that there is. @throws NetlinkError */
export function attachFilter(libc: Libc, fd: number, program: readonly FilterInstruction[]): void {
  if (libc.attachFilter(fd, program) !== 0) throw systemError(libc, 'attach a filter');
}

/** @throws NetlinkError */
export function socketMemory(libc: Libc, fd: number): SocketMemory {
  const value = Buffer.alloc(SK_MEMINFO_VARS * 4);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(value.length);
  if (libc.getsockopt(fd, SOL_SOCKET, SO_MEMINFO, value, length) !== 0) {
    throw systemError(libc, 'read the drop counter');
  }
  return {
    queued: value.readUInt32LE(SK_MEMINFO_RMEM_ALLOC * 4),
    receiveBuffer: value.readUInt32LE(SK_MEMINFO_RCVBUF * 4),
    drops: value.readUInt32LE(SK_MEMINFO_DROPS * 4),
  };
}

/** What errno says now, as an error. */
export function systemError(libc: Libc, operation: string): NetlinkError {
  const errno = libc.errno();
  return new NetlinkError({ operation, errno, code: errnoName(errno) });
}

function setNumber(libc: Libc, fd: number, level: number, name: number, number: number): number {
  const value = Buffer.alloc(4);
  value.writeInt32LE(number);
  return libc.setsockopt(fd, level, name, value, value.length);
}

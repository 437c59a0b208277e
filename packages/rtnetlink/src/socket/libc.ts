import { constants } from 'node:os';

import { AF_NETLINK } from '../codec/uapi.js';
import { NetlinkError } from '../netlink-error.js';

/** One instruction of a classic BPF program: struct sock_filter (include/uapi/linux/filter.h). */
export interface FilterInstruction {
  readonly code: number;
  /** Instructions to skip when the comparison holds, and when it does not. */
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

/**
 * The C library calls that sockets need. Each answers -1 for a failure, and `errno()` then says which.
 * Buffers are filled in place.
 */
export interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  close(fd: number): number;
  send(fd: number, bytes: Buffer, length: number, flags: number): number;
  recvmmsg(fd: number, headers: Buffer, count: number, flags: number, timeout: null): number;
  /** bind of a netlink socket to a port id that the kernel chooses. */
  bindAnyPort(fd: number): number;
  getsockname(fd: number, address: Buffer, length: Buffer): number;
  getsockopt(fd: number, level: number, name: number, value: Buffer, length: Buffer): number;
  setsockopt(fd: number, level: number, name: number, value: Buffer, length: number): number;
  /** setsockopt of SO_ATTACH_FILTER. */
  attachFilter(fd: number, program: readonly FilterInstruction[]): number;
  errno(): number;
  /** Where a buffer's bytes are, as long as it lives: for structures that point to it. */
  addressOf(bytes: Buffer): bigint;
}

export const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;

/** struct sockaddr_nl */
const SOCKADDR_NL_LENGTH = 12;
const ANY_PORT = Buffer.alloc(SOCKADDR_NL_LENGTH);
ANY_PORT.writeUInt16LE(AF_NETLINK);

let loaded: Promise<Libc> | undefined;

/** Loads koffi when it is first asked for: what is only imported costs nothing. */
export function loadLibc(): Promise<Libc> {
  return (loaded ??= load());
}

async function load(): Promise<Libc> {
  const { default: koffi } = await import('koffi').catch((cause: unknown) => {
    throw new NetlinkError({
      operation: `load koffi: ${cause instanceof Error ? cause.message : String(cause)}`,
      code: 'ENOSYS',
      errno: constants.errno.ENOSYS,
      cause,
    });
  });
  // what Node itself is linked with, be it glibc or musl
  const library = koffi.load(null);
  const bound = <F>(definition: string): F => library.func(definition) as unknown as F;

  const instruction = koffi.struct({ code: 'uint16', jt: 'uint8', jf: 'uint8', k: 'uint32' });
  const program = koffi.struct({ len: 'uint16', filter: koffi.pointer(instruction) });
  const attach = library.func('setsockopt', 'int', [
    'int',
    'int',
    'int',
    koffi.pointer(program),
    'uint',
  ]) as unknown as (...args: [number, number, number, object, number]) => number;

  const bind = bound<(fd: number, address: Buffer, length: number) => number>(
    'int bind(int, void *, uint)',
  );

  return {
    socket: bound('int socket(int, int, int)'),
    close: bound('int close(int)'),
    send: bound('intptr_t send(int, void *, size_t, int)'),
    recvmmsg: bound('int recvmmsg(int, void *, uint, int, void *)'),
    bindAnyPort: (fd) => bind(fd, ANY_PORT, ANY_PORT.length),
    getsockname: bound('int getsockname(int, void *, void *)'),
    getsockopt: bound('int getsockopt(int, int, int, void *, void *)'),
    setsockopt: bound('int setsockopt(int, int, int, void *, uint)'),
    attachFilter: (fd, filter) =>
      attach(
        fd,
        SOL_SOCKET,
        SO_ATTACH_FILTER,
        { len: filter.length, filter },
        koffi.sizeof(program),
      ),
    errno: () => koffi.errno(),
    addressOf: (bytes) => koffi.address(bytes),
  };
}

/** The port id of a netlink socket; undefined for a descriptor that is something else. */
export function netlinkPort(libc: Libc, fd: number): number | undefined {
  const address = Buffer.alloc(SOCKADDR_NL_LENGTH);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(SOCKADDR_NL_LENGTH);
  if (libc.getsockname(fd, address, length) !== 0) return undefined;
  return address.readUInt16LE(0) === AF_NETLINK ? address.readUInt32LE(4) : undefined;
}

import { createRequire } from 'node:module';

/** The few calls of libc that a netlink socket needs; -1 = failed, and errno says why. */
export interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  close(fd: number): number;
  send(fd: number, buffer: Uint8Array, length: number, flags: number): number;
  recv(fd: number, buffer: Uint8Array, length: number, flags: number): number;
  setsockopt(fd: number, level: number, option: number, value: Uint8Array, length: number): number;
  getsockopt(
    fd: number,
    level: number,
    option: number,
    value: Uint8Array,
    length: Uint8Array,
  ): number;
  /** SO_ATTACH_FILTER: `instructions` is an array of struct sock_filter. */
  attachFilter(fd: number, instructions: Uint8Array): number;
  errno(): number;
}

interface Koffi {
  load(path: string): { func(prototype: string): (...args: never[]) => number };
  struct(name: string, members: Record<string, string>): unknown;
  errno(): number;
}

const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
const SOCK_FPROG_BYTES = 16;
const SOCK_FILTER_BYTES = 8;

let loaded: Libc | undefined;

/** Loads koffi and libc on first use. */
export function libc(): Libc {
  return (loaded ??= load());
}

function load(): Libc {
  const koffi = createRequire(import.meta.url)('koffi') as Koffi;
  koffi.struct('kith_sock_fprog', { len: 'uint16_t', filter: 'uint8_t *' });
  const library = koffi.load('libc.so.6');
  const attach = library.func(
    'int setsockopt(int fd, int level, int option, kith_sock_fprog *program, uint32_t length)',
  ) as unknown as (
    fd: number,
    level: number,
    option: number,
    program: object,
    length: number,
  ) => number;
  return {
    socket: library.func('int socket(int domain, int type, int protocol)'),
    close: library.func('int close(int fd)'),
    send: library.func(
      'intptr_t send(int fd, const void *buffer, size_t length, int flags)',
    ),
    recv: library.func(
      'intptr_t recv(int fd, void *buffer, size_t length, int flags)',
    ),
    setsockopt: library.func(
      'int setsockopt(int fd, int level, int option, const void *value, uint32_t length)',
    ),
    getsockopt: library.func(
      'int getsockopt(int fd, int level, int option, void *value, void *length)',
    ),
    attachFilter: (fd, instructions) =>
      attach(
        fd,
        SOL_SOCKET,
        SO_ATTACH_FILTER,
        { len: instructions.length / SOCK_FILTER_BYTES, filter: instructions },
        SOCK_FPROG_BYTES,
      ),
    errno: () => koffi.errno(),
  };
}

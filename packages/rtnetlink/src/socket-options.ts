import type { Libc } from './libc.js';

const SOL_SOCKET = 1;
const SOL_NETLINK = 270;
const SO_RCVBUF = 8;
const SO_RCVBUFFORCE = 33;
const SO_MEMINFO = 55;

// include/uapi/linux/netlink.h
export const NETLINK_NO_ENOBUFS = 5;
export const NETLINK_CAP_ACK = 10;
export const NETLINK_EXT_ACK = 11;
export const NETLINK_GET_STRICT_CHK = 12;

// SK_MEMINFO_*, include/uapi/linux/sock_diag.h
const SK_MEMINFO_RMEM_ALLOC = 0;
const SK_MEMINFO_DROPS = 8;
const SK_MEMINFO_VARS = 9;

/** Turns on a boolean option of SOL_NETLINK. Answers whether the kernel has it. */
export function enableNetlinkOption(libc: Libc, fd: number, option: number): boolean {
  return libc.setsockopt(fd, SOL_NETLINK, option, int(1), 4) === 0;
}

/** Asks for a receive buffer of so many bytes; without CAP_NET_ADMIN in the first user namespace the kernel caps it at net.core.rmem_max. */
export function setReceiveBuffer(libc: Libc, fd: number, bytes: number): void {
  if (libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, int(bytes), 4) === 0) return;
  libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, int(bytes), 4);
}

/** What the kernel holds for a socket: bytes queued to be read, and messages dropped so far (wraps at 32 bits). */
export class SocketMemory {
  private readonly words = Buffer.alloc(4 * SK_MEMINFO_VARS);
  private readonly length = int(4 * SK_MEMINFO_VARS);

  constructor(
    private readonly libc: Libc,
    private readonly fd: number,
  ) {}

  get drops(): number {
    return this.read(SK_MEMINFO_DROPS);
  }

  get queuedBytes(): number {
    return this.read(SK_MEMINFO_RMEM_ALLOC);
  }

  private read(word: number): number {
    this.length.writeUInt32LE(this.words.length);
    this.libc.getsockopt(this.fd, SOL_SOCKET, SO_MEMINFO, this.words, this.length);
    return this.words.readUInt32LE(4 * word);
  }
}

function int(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32LE(value);
  return buffer;
}

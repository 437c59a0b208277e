import { constants } from 'node:os';

import type { Libc } from './libc.js';
import { systemError } from './socket-options.js';

const MSG_TRUNC = 0x20;
const MSG_DONTWAIT = 0x40;

/** What the kernel fills at most in a dump is 32 KiB; a link with many functions has a few more. */
export const LONGEST_DATAGRAM = 65_536;

// struct iovec, and struct mmsghdr: a struct msghdr and msg_len (include/linux/socket.h), on 64 bits
const IOVEC_LENGTH = 16;
const MMSGHDR_LENGTH = 64;
const MSG_IOV = 16;
const MSG_IOVLEN = 24;
const MSG_LEN = 56;

/**
 * Takes what a netlink socket has queued, many datagrams with one system call (recvmmsg, Linux 2.6.33): a call
 * costs several times what a datagram does. Room that is never used takes no memory.
 */
export class DatagramReader {
  /** Where the datagrams of the last `read` are. */
  readonly slots: readonly Buffer[];
  private readonly headers: Buffer;
  private readonly vectors: Buffer;

  constructor(
    private readonly libc: Libc,
    count: number,
  ) {
    const room = Buffer.allocUnsafeSlow(count * LONGEST_DATAGRAM);
    this.headers = Buffer.alloc(count * MMSGHDR_LENGTH);
    this.vectors = Buffer.alloc(count * IOVEC_LENGTH);
    this.slots = Array.from({ length: count }, (_, i) => {
      const slot = room.subarray(i * LONGEST_DATAGRAM, (i + 1) * LONGEST_DATAGRAM);
      const vector = i * IOVEC_LENGTH;
      this.vectors.writeBigUInt64LE(libc.addressOf(slot), vector);
      this.vectors.writeBigUInt64LE(BigInt(slot.length), vector + 8);
      const header = i * MMSGHDR_LENGTH;
      const vectorAddress = libc.addressOf(this.vectors) + BigInt(vector);
      this.headers.writeBigUInt64LE(vectorAddress, header + MSG_IOV);
      this.headers.writeBigUInt64LE(1n, header + MSG_IOVLEN);
      return slot;
    });
  }

  /** Takes up to `limit` datagrams. @returns how many there were @throws NetlinkError */
  read(fd: number, limit = this.slots.length): number {
    const count = Math.min(limit, this.slots.length);
    for (;;) {
      const taken = this.libc.recvmmsg(fd, this.headers, count, MSG_DONTWAIT | MSG_TRUNC, null);
      if (taken >= 0) return taken;
      const errno = this.libc.errno();
      if (errno === constants.errno.EAGAIN) return 0;
      if (errno !== constants.errno.EINTR) throw systemError(this.libc, 'receive');
    }
  }

  /** Bytes of the datagram in a slot as it was sent: more than the slot has where it was cut off. */
  lengthOf(slot: number): number {
    return this.headers.readUInt32LE(slot * MMSGHDR_LENGTH + MSG_LEN);
  }
}

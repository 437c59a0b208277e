import { constants } from 'node:os';

import { NetlinkError } from '../netlink-error.js';
import { DatagramReader, LONGEST_DATAGRAM } from './datagram-reader.js';
import type { Libc } from './libc.js';
import {
  enableNetlinkOption,
  openSocket,
  setReceiveBuffer,
  socketMemory,
  systemError,
} from './socket-options.js';

/** Datagrams that are taken with one call: an answer each, or up to 32 KiB of a dump. */
const AT_ONCE = 32;

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
export function openRequestSocket(
  libc: Libc,
  receiveBuffer: number,
  datagramsAtOnce = AT_ONCE,
): RequestSocket {
  const fd = openSocket(libc);
  const socket = new KernelRequestSocket(libc, fd, datagramsAtOnce);
  try {
    socket.configure(receiveBuffer);
  } catch (error) {
    socket.close();
    throw error;
  }
  return socket;
}

class KernelRequestSocket implements RequestSocket {
  received: Buffer;
  receiveBufferSize = 0;
  private readonly reader: DatagramReader;
  /** Datagrams that were taken, and how many of them were handed on. */
  private taken = 0;
  private handedOn = 0;

  constructor(
    private readonly libc: Libc,
    private fd: number,
    datagramsAtOnce: number,
  ) {
    this.reader = new DatagramReader(libc, datagramsAtOnce);
    this.received = this.reader.slots[0] as Buffer;
  }

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
    if (this.handedOn === this.taken) {
      this.handedOn = 0;
      this.taken = this.reader.read(this.fd);
      if (this.taken === 0) return 0;
    }
    const slot = this.handedOn++;
    this.received = this.reader.slots[slot] as Buffer;
    const length = this.reader.lengthOf(slot);
    if (length > LONGEST_DATAGRAM) {
      throw new NetlinkError({
        operation: `receive ${length} bytes`,
        code: 'EMSGSIZE',
        errno: constants.errno.EMSGSIZE,
      });
    }
    return length;
  }

  close(): void {
    if (this.fd >= 0) this.libc.close(this.fd);
    this.fd = -1;
  }
}

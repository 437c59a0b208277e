import { NetlinkError } from '../netlink-error.js';
import { DatagramReader, LONGEST_DATAGRAM } from './datagram-reader.js';
import type { Libc } from './libc.js';
import { NEIGHBOR_FILTER } from './neighbor-filter.js';
import {
  attachFilter,
  enableNetlinkOption,
  joinGroup,
  openSocket,
  setReceiveBuffer,
  socketMemory,
  systemError,
} from './socket-options.js';

/** Messages that are taken with one call. */
const AT_ONCE = 64;

export interface NotificationReceiver {
  /** A datagram of so many bytes; they are overwritten after the call. */
  received(bytes: Buffer, length: number): void;
  failed(error: Error): void;
}

/** Queues what the kernel announces, until it is read. It wakes nobody: see Doorbell. */
export class NotificationSocket {
  private readonly reader: DatagramReader;

  private constructor(
    private readonly libc: Libc,
    private fd: number,
  ) {
    this.reader = new DatagramReader(libc, AT_ONCE);
  }

  /** @throws NetlinkError */
  static open(libc: Libc, receiveBuffer: number): NotificationSocket {
    const fd = openSocket(libc);
    const socket = new NotificationSocket(libc, fd);
    try {
      enableNetlinkOption(libc, fd, 'noEnobufs');
      setReceiveBuffer(libc, fd, receiveBuffer);
      attachFilter(libc, fd, NEIGHBOR_FILTER);
      // without a port id it would hear nothing that nobody in particular caused
      if (libc.bindAnyPort(fd) !== 0) throw systemError(libc, 'bind a netlink socket');
      return socket;
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  /** @throws NetlinkError */
  join(group: number): void {
    joinGroup(this.libc, this.fd, group);
  }

  /** Hands over up to `limit` messages that are queued. @returns how many there were */
  read(limit: number, receiver: NotificationReceiver): number {
    let count = 0;
    try {
      while (count < limit) {
        const taken = this.reader.read(this.fd, limit - count);
        if (taken === 0) break;
        for (let slot = 0; slot < taken; slot++) this.handOver(slot, receiver);
        count += taken;
      }
    } catch (error) {
      if (!(error instanceof NetlinkError)) throw error;
      receiver.failed(error);
    }
    return count;
  }

  private handOver(slot: number, receiver: NotificationReceiver): void {
    const length = this.reader.lengthOf(slot);
    if (length <= LONGEST_DATAGRAM) receiver.received(this.reader.slots[slot] as Buffer, length);
    // no notification comes near it
    else receiver.failed(new Error(`message of ${length} bytes`));
  }

  /** Messages that it had no room for, since it was opened. */
  drops(): number {
    return socketMemory(this.libc, this.fd).drops;
  }

  /** Whether messages are waiting to be read. */
  hasQueued(): boolean {
    return socketMemory(this.libc, this.fd).queued > 0;
  }

  close(): void {
    if (this.fd >= 0) this.libc.close(this.fd);
    this.fd = -1;
  }
}

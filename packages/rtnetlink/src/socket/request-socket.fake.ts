import { messagesIn } from '../codec/messages-in.fake.js';
import { MessageWriter } from '../codec/message-writer.js';
import { NLMSG_ERROR, NLMSG_HDRLEN } from '../codec/uapi.js';
import type { RequestSocket } from './request-socket.js';

/** A message that the client sent. */
export interface Sent {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
}

/** A kernel that answers what it is told to answer. */
export class FakeRequestSocket implements RequestSocket {
  readonly received = Buffer.alloc(65_536);
  readonly batches: Sent[][] = [];
  isClosed = false;
  private readonly queue: Buffer[] = [];

  /** @param answer what one message is answered with, datagram by datagram */
  constructor(
    private readonly answer: (sent: Sent) => readonly Buffer[],
    readonly receiveBufferSize = 1 << 20,
  ) {}

  send(bytes: Buffer, length: number): void {
    const batch = [...messagesIn(bytes, length)];
    this.batches.push(batch);
    this.queue.push(...batch.flatMap(this.answer));
  }

  receive(): number {
    return this.queue.shift()?.copy(this.received) ?? 0;
  }

  close(): void {
    this.isClosed = true;
  }
}

/** One datagram of one message. */
export function datagram(type: number, sequence: number, body: Uint8Array, flags = 0): Buffer {
  const writer = new MessageWriter(NLMSG_HDRLEN + body.length);
  writer.bytes.set(body, writer.begin(type, flags, sequence, body.length));
  writer.end();
  return writer.bytes;
}

/** NLMSG_ERROR; 0 is an acknowledgment. */
export function errorAnswer(sequence: number, errno: number): Buffer {
  const body = Buffer.alloc(4 + NLMSG_HDRLEN);
  body.writeInt32LE(-errno);
  return datagram(NLMSG_ERROR, sequence, body);
}

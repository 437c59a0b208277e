import type { RtResult } from './client.js';
import { decodeError } from './codec/decode-error.js';
import { decodeMessage } from './codec/decode-message.js';
import { describeRequest } from './codec/describe-request.js';
import { encodeRequest, LONGEST_REQUEST } from './codec/encode-request.js';
import { Malformed } from './codec/malformed.js';
import { MessageWriter } from './codec/message-writer.js';
import { MessageCursor, type MessageHeader } from './codec/message-cursor.js';
import { RouteAnswers } from './codec/route-answers.js';
import { NLMSG_ERROR, NLMSG_HDRLEN, RTM_NEWROUTE } from './codec/uapi.js';
import { NetlinkError } from './netlink-error.js';
import { asNetlinkError, closedError, unanswered, unreadable } from './protocol-error.js';
import type { RtRequest } from './requests.js';
import type { RequestSocket } from './socket/request-socket.js';

/** Enough for the kernel's speed, and well under a millisecond of the event loop. */
const MAX_BATCH = 128;

/** Kernel memory that one answer takes up at most: 832 bytes mostly, a page for a route with a hundred legs. */
const ANSWER_ROOM = 4608;

const DONE: RtResult = { ok: true };

/**
 * Carries out requests in batches: one send for a batch, then reads until the last request's
 * acknowledgment, which the kernel queues after everything else that it has to say.
 */
export class RequestChannel {
  private socket: RequestSocket | undefined;
  private sequence = 0;
  private isClosed = false;
  private readonly writer = new MessageWriter(MAX_BATCH * LONGEST_REQUEST);

  constructor(
    private readonly open: () => RequestSocket,
    private readonly yieldToIo: () => Promise<void>,
  ) {}

  /** @throws NetlinkError when the socket fails; the next call opens a new one */
  async request(requests: readonly RtRequest[]): Promise<readonly RtResult[]> {
    const results: RtResult[] = [];
    const routes = new RouteAnswers();
    while (results.length < requests.length) {
      if (results.length > 0) await this.yieldToIo();
      if (this.isClosed) throw closedError('send requests');
      const socket = (this.socket ??= this.open());
      const room = Math.floor(socket.receiveBufferSize / ANSWER_ROOM);
      const size = Math.min(MAX_BATCH, Math.max(1, room));
      const batch = requests.slice(results.length, results.length + size);
      try {
        this.exchange(socket, batch, routes, results);
      } catch (error) {
        // answers to this batch may still be queued: nobody must read them
        this.closeSocket();
        throw asNetlinkError('read answers', error);
      }
    }
    return results;
  }

  close(): void {
    this.isClosed = true;
    this.closeSocket();
  }

  private closeSocket(): void {
    this.socket?.close();
    this.socket = undefined;
  }

  /** Synchronous, so that no other batch can come between a request and its answer. */
  private exchange(
    socket: RequestSocket,
    batch: readonly RtRequest[],
    routes: RouteAnswers,
    results: RtResult[],
  ): void {
    const first = this.sequence;
    this.sequence = (this.sequence + batch.length) >>> 0;
    this.writer.reset();
    batch.forEach((request, i) => {
      encodeRequest(this.writer, request, (first + i) >>> 0, i === batch.length - 1);
    });
    socket.send(this.writer.bytes, this.writer.length);

    const answers = new Array<RtResult | undefined>(batch.length);
    for (let isDone = false; !isDone;) {
      const length = socket.receive();
      if (length === 0) throw unanswered('read answers', (first + batch.length - 1) >>> 0);
      const cursor = new MessageCursor(socket.received, length);
      while (cursor.next()) {
        const index = (cursor.sequence - first) >>> 0;
        const request = batch[index];
        if (request === undefined) continue;
        const answer = readAnswer(socket.received, cursor, request, routes);
        if (answer) answers[index] = answer;
        if (cursor.type === NLMSG_ERROR && index === batch.length - 1) isDone = true;
      }
    }
    batch.forEach((request, i) => {
      results.push(answers[i] ?? silence(request, (first + i) >>> 0));
    });
  }
}

/** Undefined for an acknowledgment, which must not replace the answer before it. */
function readAnswer(
  bytes: Buffer,
  header: MessageHeader,
  request: RtRequest,
  routes: RouteAnswers,
): RtResult | undefined {
  if (header.type === NLMSG_ERROR) {
    const refusal = decodeError(bytes, header);
    if (refusal === undefined) return undefined;
    return refused(NetlinkError.ofAnswer({ operation: describeRequest(request), ...refusal }));
  }
  const decode = (): RtResult | undefined => {
    const message = decodeMessage(bytes, header);
    if (message instanceof Malformed) return refused(unreadable(describeRequest(request), message));
    return message && { ok: true, answer: message };
  };
  if (header.type !== RTM_NEWROUTE) return decode();
  return routes.get(bytes, header.start + NLMSG_HDRLEN, header.end, decode);
}

/** No word about a write is success; a get has something to say. */
function silence(request: RtRequest, sequence: number): RtResult {
  return request.type.startsWith('get-')
    ? refused(unanswered(describeRequest(request), sequence))
    : DONE;
}

function refused(error: NetlinkError): RtResult {
  return { ok: false, error };
}

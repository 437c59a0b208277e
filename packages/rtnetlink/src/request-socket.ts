import { constants } from 'node:os';

import type { DumpTable, RtMessage, RtResult } from './client.js';
import * as uapi from './constants.js';
import { decodeError, type KernelReply } from './decode-error.js';
import { decodeMessage } from './decode-message.js';
import { describeRequest } from './describe-request.js';
import { dumpRequests } from './dump-requests.js';
import { eachMessage, type MessageHeader } from './each-message.js';
import { encodeRequest, isAnswered, LONGEST_REQUEST } from './encode-request.js';
import { errnoName } from './errno.js';
import { libc, type Libc } from './libc.js';
import { MessageWriter } from './message-writer.js';
import { NetlinkError } from './netlink-error.js';
import type { RtRequest } from './requests.js';
import {
  enableNetlinkOption,
  NETLINK_CAP_ACK,
  NETLINK_EXT_ACK,
  NETLINK_GET_STRICT_CHK,
  setReceiveBuffer,
} from './socket-options.js';

const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 3 | 0x80000;
const MSG_DONTWAIT = 0x40;
const MSG_TRUNC = 0x20;
/** What one recv takes; the kernel fills dumps up to 32 KiB, and no row comes near this. */
const RECEIVE_BYTES = 128 * 1024;
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
/** Answers and errors of one call must fit the smallest receive buffer: 256 do, by measurement. */
export const REQUESTS_PER_SEND = 128;
const DUMP_ATTEMPTS = 20;

/**
 * A netlink socket that is only used synchronously: the kernel answers a request inside sendmsg and goes
 * on with a dump inside each recv, so nothing ever has to be waited for (docs/adr/0002).
 */
export class RequestSocket {
  private readonly libc: Libc = libc();
  private readonly fd: number;
  private readonly writer = new MessageWriter(REQUESTS_PER_SEND * LONGEST_REQUEST);
  private readonly received = Buffer.alloc(RECEIVE_BYTES);
  private sequence = 1;

  /** @throws NetlinkError when no socket can be had */
  constructor() {
    this.fd = this.libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, 0);
    if (this.fd < 0) throw this.systemError('open a netlink socket');
    enableNetlinkOption(this.libc, this.fd, NETLINK_EXT_ACK);
    enableNetlinkOption(this.libc, this.fd, NETLINK_CAP_ACK);
    enableNetlinkOption(this.libc, this.fd, NETLINK_GET_STRICT_CHK);
    setReceiveBuffer(this.libc, this.fd, RECEIVE_BUFFER_BYTES);
  }

  close(): void {
    this.libc.close(this.fd);
  }

  /** At most REQUESTS_PER_SEND requests in one sendmsg; one result each, in order. */
  request(requests: readonly RtRequest[]): RtResult[] {
    const first = this.sequence;
    this.writer.reset();
    for (const request of requests) encodeRequest(this.writer, request, this.nextSequence());
    // the kernel works in order, so the ACK of the last says that all have been answered
    this.writer.addFlags(uapi.NLM_F_ACK);
    this.send('send requests');

    const errors = new Map<number, KernelReply>();
    const answers = new Map<number, RtMessage>();
    let isDone = false;
    while (!isDone) {
      const problem = this.receive((header, begin, end) => {
        const index = (header.sequence - first) >>> 0;
        if (index >= requests.length) return;
        if (header.type === uapi.NLMSG_ERROR) {
          const reply = decodeError(this.received, begin, end, header.flags);
          if (reply.errno !== 0) errors.set(index, reply);
          if (index === requests.length - 1) isDone = true;
        } else {
          const answer = decodeMessage(header.type, this.received, begin, end);
          if (answer) answers.set(index, answer.message);
        }
      });
      if (problem)
        return requests.map((request, i) =>
          this.unanswered(request, errors.get(i), answers.get(i), problem),
        );
    }
    return requests.map((request, i) =>
      this.result(request, first + i, errors.get(i), answers.get(i)),
    );
  }

  /** All rows of one table; started over while it is interrupted. @throws NetlinkError */
  dump(table: DumpTable): RtMessage[] {
    return dumpRequests(table).flatMap((request) => {
      for (let attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
        const rows = this.dumpOnce(table, request);
        if (rows) return rows;
      }
      throw this.error(`list ${table}`, constants.errno.EINTR, {
        extAck: `interrupted by changes ${DUMP_ATTEMPTS} times in a row`,
      });
    });
  }

  /** Undefined when the kernel said that the table changed under it. */
  private dumpOnce(
    table: DumpTable,
    { type, payload }: { type: number; payload: Uint8Array },
  ): RtMessage[] | undefined {
    const sequence = this.nextSequence();
    this.writer.reset();
    this.writer.begin(type, uapi.NLM_F_REQUEST | uapi.NLM_F_DUMP, sequence);
    this.writer.bytes(payload);
    this.writer.end();
    this.send(`list ${table}`);

    const rows: RtMessage[] = [];
    let isInterrupted = false;
    let end: KernelReply | undefined;
    while (!end) {
      const problem = this.receive((header, begin, stop) => {
        if (header.sequence !== sequence) return;
        if (header.flags & uapi.NLM_F_DUMP_INTR) isInterrupted = true;
        if (header.type === uapi.NLMSG_DONE) end = doneReply(this.received, begin, stop);
        else if (header.type === uapi.NLMSG_ERROR)
          end = decodeError(this.received, begin, stop, header.flags);
        else {
          const row = decodeMessage(header.type, this.received, begin, stop);
          if (row) rows.push(row.message);
        }
      });
      if (problem) throw this.error(`list ${table}`, problem.errno, problem);
    }
    if (end.errno === constants.errno.EINTR) return undefined;
    if (end.errno !== 0) throw this.error(`list ${table}`, end.errno, end);
    return isInterrupted ? undefined : rows;
  }

  private send(operation: string): void {
    const { buffer, length } = this.writer;
    if (this.libc.send(this.fd, buffer, length, 0) !== length) throw this.systemError(operation);
  }

  /** Reads one datagram. Answers what went wrong, if something did: nothing there, an overrun, or unreadable. */
  private receive(
    visit: (header: MessageHeader, begin: number, end: number) => void,
  ): KernelReply | undefined {
    const length = this.libc.recv(this.fd, this.received, RECEIVE_BYTES, MSG_DONTWAIT | MSG_TRUNC);
    if (length < 0) {
      const errno = this.libc.errno();
      return errno === constants.errno.EAGAIN
        ? {
            errno: constants.errno.ETIMEDOUT,
            code: 'ETIMEDOUT',
            extAck: 'the kernel did not answer',
          }
        : { errno, code: errnoName(errno) };
    }
    try {
      if (length > RECEIVE_BYTES) return unreadable(`a datagram of ${length} bytes`);
      eachMessage(this.received, length, visit);
      return undefined;
    } catch (error) {
      return unreadable(error instanceof Error ? error.message : String(error));
    }
  }

  private result(
    request: RtRequest,
    sequence: number,
    error: KernelReply | undefined,
    answer: RtMessage | undefined,
  ): RtResult {
    if (error)
      return {
        ok: false,
        error: this.error(describeRequest(request), error.errno, { ...error, sequence }),
      };
    if (answer) return { ok: true, answer };
    if (!isAnswered(request)) return { ok: true };
    return {
      ok: false,
      error: this.error(describeRequest(request), constants.errno.EPROTO, {
        sequence,
        extAck: 'no answer came',
      }),
    };
  }

  /** After a broken exchange nothing is known of a request without an answer of its own. */
  private unanswered(
    request: RtRequest,
    error: KernelReply | undefined,
    answer: RtMessage | undefined,
    problem: KernelReply,
  ): RtResult {
    if (answer) return { ok: true, answer };
    const reply = error ?? problem;
    return { ok: false, error: this.error(describeRequest(request), reply.errno, reply) };
  }

  private nextSequence(): number {
    const sequence = this.sequence;
    this.sequence = (this.sequence + 1) >>> 0;
    return sequence;
  }

  private error(
    operation: string,
    errno: number,
    more: { extAck?: string; offset?: number; sequence?: number },
  ): NetlinkError {
    const { extAck, offset, sequence } = more;
    return new NetlinkError({
      operation,
      errno,
      code: errnoName(errno),
      ...(extAck !== undefined && { extAck }),
      ...(offset !== undefined && { offset }),
      ...(sequence !== undefined && { sequence }),
    });
  }

  private systemError(operation: string): NetlinkError {
    return this.error(operation, this.libc.errno(), {});
  }
}

/** NLMSG_DONE carries the dump's return value. */
function doneReply(buffer: Buffer, begin: number, end: number): KernelReply {
  const errno = end - begin >= 4 ? -buffer.readInt32LE(begin) : 0;
  return { errno: Math.max(0, errno), code: errnoName(Math.max(0, errno)) };
}

function unreadable(what: string): KernelReply {
  return { errno: constants.errno.EPROTO, code: 'EPROTO', extAck: `unreadable answer: ${what}` };
}

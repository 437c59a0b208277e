import { constants } from 'node:os';

import type { DumpTable, RtMessage } from './client.js';
import { decodeError } from './codec/decode-error.js';
import { decodeMessage } from './codec/decode-message.js';
import { Malformed } from './codec/malformed.js';
import { MessageWriter } from './codec/message-writer.js';
import { MessageCursor } from './codec/message-cursor.js';
import {
  AF_INET,
  AF_INET6,
  AF_UNSPEC,
  FIB_RULE_HDR_LEN,
  IFADDRMSG_LEN,
  IFINFOMSG_LEN,
  IFLA_EXT_MASK,
  NDMSG_LEN,
  NHMSG_LEN,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
  RTEXT_FILTER_SKIP_STATS,
  RTM_GETADDR,
  RTM_GETLINK,
  RTM_GETNEIGH,
  RTM_GETNEXTHOP,
  RTM_GETROUTE,
  RTM_GETRULE,
  RTMSG_LEN,
} from './codec/uapi.js';
import { NetlinkError } from './netlink-error.js';
import { asNetlinkError, unanswered } from './protocol-error.js';
import type { RequestSocket } from './socket/request-socket.js';

interface Dump {
  readonly type: number;
  readonly headerLength: number;
  /** Listed one by one: AF_UNSPEC would bring along bridges, multicast routes and more. */
  readonly families: readonly number[];
}

const INTERNET = [AF_INET, AF_INET6];

const DUMPS: Readonly<Record<DumpTable, Dump>> = {
  links: { type: RTM_GETLINK, headerLength: IFINFOMSG_LEN, families: [AF_UNSPEC] },
  addresses: { type: RTM_GETADDR, headerLength: IFADDRMSG_LEN, families: INTERNET },
  neighbors: { type: RTM_GETNEIGH, headerLength: NDMSG_LEN, families: INTERNET },
  routes: { type: RTM_GETROUTE, headerLength: RTMSG_LEN, families: INTERNET },
  nexthops: { type: RTM_GETNEXTHOP, headerLength: NHMSG_LEN, families: [AF_UNSPEC] },
  rules: { type: RTM_GETRULE, headerLength: FIB_RULE_HDR_LEN, families: INTERNET },
};

/** A table of thousands, changed all the time by somebody else, is still listed whole sooner or later. */
const MAX_ATTEMPTS = 100;

/** Datagrams of up to 32 KiB: a few hundred rows each. */
export const DATAGRAMS_PER_TURN = 4;

const SEQUENCE = 1;

/**
 * Lists one table over a socket of its own, so that a dump that is given up leaves nothing behind for
 * others to read.
 * @throws NetlinkError
 */
export async function dump(
  table: DumpTable,
  open: () => RequestSocket,
  yieldToIo: () => Promise<void>,
): Promise<RtMessage[]> {
  const rows: RtMessage[] = [];
  for (const family of DUMPS[table].families) {
    let listed: RtMessage[] | undefined;
    for (let attempt = 0; listed === undefined; attempt++) {
      if (attempt === MAX_ATTEMPTS) throw interrupted(table);
      if (attempt > 0) await yieldToIo();
      listed = await dumpFamily(table, family, open, yieldToIo);
    }
    for (const row of listed) rows.push(row);
  }
  return rows;
}

/** Undefined when the table changed meanwhile. */
async function dumpFamily(
  table: DumpTable,
  family: number,
  open: () => RequestSocket,
  yieldToIo: () => Promise<void>,
): Promise<RtMessage[] | undefined> {
  const { type, headerLength } = DUMPS[table];
  const writer = new MessageWriter(64);
  const header = writer.begin(type, NLM_F_REQUEST | NLM_F_DUMP, SEQUENCE, headerLength);
  writer.bytes[header] = family;
  // counters are most of what a link says, and nobody reads them
  if (table === 'links') writer.u32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
  writer.end();

  const rows: RtMessage[] = [];
  const socket = open();
  try {
    socket.send(writer.bytes, writer.length);
    for (let datagrams = 0; ; datagrams++) {
      if (datagrams > 0 && datagrams % DATAGRAMS_PER_TURN === 0) await yieldToIo();
      const end = readDatagram(table, socket, rows);
      if (end === 'interrupted') return undefined;
      if (end === 'done') return rows;
    }
  } catch (error) {
    if (isNoSuchTable(error)) return [];
    throw asNetlinkError(`list ${table}`, error);
  } finally {
    socket.close();
  }
}

function readDatagram(
  table: DumpTable,
  socket: RequestSocket,
  rows: RtMessage[],
): 'more' | 'done' | 'interrupted' {
  const length = socket.receive();
  if (length === 0) throw unanswered(`list ${table}`, SEQUENCE);
  const cursor = new MessageCursor(socket.received, length);
  while (cursor.next()) {
    if ((cursor.flags & NLM_F_DUMP_INTR) !== 0) return 'interrupted';
    if (cursor.type === NLMSG_DONE || cursor.type === NLMSG_ERROR) {
      const refusal = decodeError(socket.received, cursor);
      if (refusal) throw new NetlinkError({ operation: `list ${table}`, ...refusal });
      return 'done';
    }
    const row = decodeMessage(socket.received, cursor);
    if (row instanceof Malformed) throw row;
    if (row !== undefined) rows.push(row);
  }
  return 'more';
}

/** A kernel without IPv6, policy rules or nexthop objects has none of them. */
function isNoSuchTable(error: unknown): boolean {
  return (
    error instanceof NetlinkError && (error.code === 'EOPNOTSUPP' || error.code === 'EAFNOSUPPORT')
  );
}

function interrupted(table: DumpTable): NetlinkError {
  return new NetlinkError({
    operation: `list ${table}: changed during each of ${MAX_ATTEMPTS} attempts`,
    code: 'EINTR',
    errno: constants.errno.EINTR,
  });
}

import { eachAttribute, text, u32 } from './attributes.js';
import * as uapi from './constants.js';
import { errnoName } from './errno.js';
import { Malformed } from './malformed.js';

/** struct nlmsgerr: what the kernel said to one request. `errno` 0 is an ACK. */
export interface KernelReply {
  readonly code: string;
  /** Positive. */
  readonly errno: number;
  readonly extAck?: string;
  readonly offset?: number;
}

const HEADER_BYTES = 16;

/** NLMSG_ERROR's payload in bytes [from, to); `flags` are its nlmsg_flags. @throws Malformed */
export function decodeError(buffer: Buffer, from: number, to: number, flags: number): KernelReply {
  if (to - from < 4 + HEADER_BYTES) throw new Malformed('nlmsgerr is cut short');
  const errno = -buffer.readInt32LE(from);
  const reply = { code: errnoName(errno), errno };
  if (!(flags & uapi.NLM_F_ACK_TLVS)) return reply;
  // the request is echoed behind its header unless the kernel capped it
  const echoed = flags & uapi.NLM_F_CAPPED ? HEADER_BYTES : buffer.readUInt32LE(from + 4);
  const attributes = from + 4 + ((echoed + 3) & ~3);
  let extAck: string | undefined;
  let offset: number | undefined;
  if (attributes <= to) {
    eachAttribute(buffer, attributes, to, (type, begin, end) => {
      if (type === uapi.NLMSGERR_ATTR_MSG) extAck = text(buffer, begin, end);
      if (type === uapi.NLMSGERR_ATTR_OFFS) offset = u32(buffer, begin, end);
    });
  }
  return {
    ...reply,
    ...(extAck !== undefined && { extAck }),
    ...(offset !== undefined && { offset }),
  };
}

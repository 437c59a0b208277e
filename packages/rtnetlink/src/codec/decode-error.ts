import type { NetlinkErrorDetails } from '../netlink-error.js';
import { Attributes } from './attributes.js';
import { errnoName } from './errno-name.js';
import { Malformed } from './malformed.js';
import type { MessageHeader } from './message-cursor.js';
import {
  NLM_F_ACK_TLVS,
  NLM_F_CAPPED,
  NLMSG_ERROR,
  NLMSG_HDRLEN,
  NLMSGERR_ATTR_MSG,
  NLMSGERR_ATTR_OFFS,
} from './uapi.js';

export type Refusal = Omit<NetlinkErrorDetails, 'operation'>;

const attributes = new Attributes();

/**
 * What NLMSG_ERROR (struct nlmsgerr) or the NLMSG_DONE of a dump says: undefined for success.
 * The kernel's own words follow, where NETLINK_EXT_ACK is on.
 * @throws Malformed
 */
export function decodeError(bytes: Buffer, header: MessageHeader): Refusal | undefined {
  const start = header.start + NLMSG_HDRLEN;
  const end = header.end;
  if (start + 4 > end) {
    // kernels before 2.6.23 ended dumps without a word
    if (header.type !== NLMSG_ERROR) return undefined;
    throw new Malformed('NLMSG_ERROR without an error');
  }
  const errno = -bytes.readInt32LE(start);
  if (errno === 0) return undefined;
  if (errno < 0) throw new Malformed(`error ${-errno}`);
  const refusal = { errno, code: errnoName(errno), sequence: header.sequence };
  if ((header.flags & NLM_F_ACK_TLVS) === 0) return refusal;

  attributes.parse(bytes, extendedAckStart(bytes, header), end);
  const extAck = attributes.text(NLMSGERR_ATTR_MSG);
  const offset = attributes.u32(NLMSGERR_ATTR_OFFS);
  return {
    ...refusal,
    ...(extAck !== undefined && { extAck }),
    ...(offset !== undefined && { offset }),
  };
}

/** After the error code; in NLMSG_ERROR also after the request's header, and its body unless that was capped. */
function extendedAckStart(bytes: Buffer, { type, flags, start, end }: MessageHeader): number {
  const error = start + NLMSG_HDRLEN;
  if (type !== NLMSG_ERROR) return error + 4;
  const request = error + 4;
  if (request + NLMSG_HDRLEN > end) throw new Malformed('NLMSG_ERROR without the request');
  const length = (flags & NLM_F_CAPPED) !== 0 ? NLMSG_HDRLEN : bytes.readUInt32LE(request);
  return request + ((length + 3) & ~3);
}

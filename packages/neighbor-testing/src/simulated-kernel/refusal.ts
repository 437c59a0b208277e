import { constants } from 'node:os';

import { NetlinkError, type RtResult } from '@kith/rtnetlink';

/** What the kernel answers to a request that it does not carry out. */
export interface Refusal {
  /** Errno name. */
  readonly code: keyof typeof constants.errno;
  readonly extAck?: string;
}

/** As the client gives it. `operation`: what was asked, in words. */
export function refusedResult({ code, extAck }: Refusal, operation: string): RtResult {
  const errno = constants.errno[code];
  const words = extAck === undefined ? {} : { extAck };
  return { ok: false, error: NetlinkError.ofAnswer({ operation, code, errno, ...words }) };
}

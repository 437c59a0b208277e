import { constants } from 'node:os';

import { Malformed } from './codec/malformed.js';
import { NetlinkError } from './netlink-error.js';

/** What to throw for what was caught: Malformed never leaves this package. */
export function asNetlinkError(operation: string, error: unknown): unknown {
  return error instanceof Malformed ? unreadable(operation, error) : error;
}

/** An answer that could not be read. */
export function unreadable(operation: string, cause: Malformed): NetlinkError {
  return new NetlinkError({ operation, code: 'EPROTO', errno: constants.errno.EPROTO, cause });
}

/** An answer that never came. The kernel answers before it returns: there is no use in waiting. */
export function unanswered(operation: string, sequence: number): NetlinkError {
  return new NetlinkError({
    operation,
    code: 'ETIMEDOUT',
    errno: constants.errno.ETIMEDOUT,
    sequence,
  });
}

/** The client was closed. */
export function closedError(operation: string): NetlinkError {
  return new NetlinkError({ operation, code: 'EBADF', errno: constants.errno.EBADF });
}

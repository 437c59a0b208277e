/** What the kernel refused, and why. The only error that leaves this package. */
export class NetlinkError extends Error {
  override readonly name = 'NetlinkError';

  constructor(readonly details: NetlinkErrorDetails) {
    super(describe(details), details.cause === undefined ? undefined : { cause: details.cause });
  }

  /** Without a stack: the answers to a batch come by the thousand, and all from the same place. */
  static ofAnswer(details: NetlinkErrorDetails): NetlinkError {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return new NetlinkError(details);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  /** Errno name, `ENOENT`. */
  get code(): string {
    return this.details.code;
  }
}

/** What a NetlinkError is made of. */
export interface NetlinkErrorDetails {
  /** What was asked, in words: `set neighbor 10.69.0.66 on ifindex 2`. */
  readonly operation: string;
  /** Errno name, or `EPROTO` for an answer that could not be read, `ETIMEDOUT` for one that never came. */
  readonly code: string;
  /** Errno number, positive. */
  readonly errno: number;
  /** NLMSGERR_ATTR_MSG: the kernel's own words. */
  readonly extAck?: string;
  /** NLMSGERR_ATTR_OFFS: offset in the request, in bytes, of the attribute that the kernel rejected. */
  readonly offset?: number;
  readonly sequence?: number;
  readonly cause?: unknown;
}

function describe({ operation, code, extAck }: NetlinkErrorDetails): string {
  return `${operation}: ${code}${extAck === undefined ? '' : ` (${extAck})`}`;
}

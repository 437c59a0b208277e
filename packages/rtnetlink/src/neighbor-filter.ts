import * as uapi from './constants.js';

// classic BPF, include/uapi/linux/bpf_common.h; loads of two bytes are in network order, so types are swapped
const LOAD_16 = 0x28;
const LOAD_8 = 0x30;
const JUMP_EQUAL = 0x15;
const JUMP_BITS_SET = 0x45;
const RETURN = 0x06;
const ACCEPT = 0xffffffff;
const DROP = 0;

const NLMSG_TYPE = 4;
const NDM_FAMILY = 16;
const NDM_FLAGS = 26;

/**
 * Keeps what are no neighbors out of the socket's queue: FDB rows (AF_BRIDGE) and proxy entries share
 * RTNLGRP_NEIGH with them, and a bridge can churn thousands a second. What a filter drops is no loss:
 * it does not count in the socket's drops.
 */
export function neighborFilter(): Uint8Array {
  const swapped = (type: number): number => ((type & 0xff) << 8) | (type >> 8);
  return assemble([
    [LOAD_16, 0, 0, NLMSG_TYPE],
    [JUMP_EQUAL, 1, 0, swapped(uapi.RTM_NEWNEIGH)],
    [JUMP_EQUAL, 0, 6, swapped(uapi.RTM_DELNEIGH)],
    [LOAD_8, 0, 0, NDM_FAMILY],
    [JUMP_EQUAL, 1, 0, uapi.AF_INET],
    [JUMP_EQUAL, 0, 2, uapi.AF_INET6],
    [LOAD_8, 0, 0, NDM_FLAGS],
    [JUMP_BITS_SET, 0, 1, uapi.NTF_PROXY],
    [RETURN, 0, 0, DROP],
    [RETURN, 0, 0, ACCEPT],
  ]);
}

/** struct sock_filter {u16 code, u8 jt, u8 jf, u32 k} each. */
function assemble(program: readonly (readonly [number, number, number, number])[]): Uint8Array {
  const buffer = Buffer.alloc(program.length * 8);
  program.forEach(([code, jumpTrue, jumpFalse, k], i) => {
    buffer.writeUInt16LE(code, 8 * i);
    buffer[8 * i + 2] = jumpTrue;
    buffer[8 * i + 3] = jumpFalse;
    buffer.writeUInt32LE(k, 8 * i + 4);
  });
  return buffer;
}

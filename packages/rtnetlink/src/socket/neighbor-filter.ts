import {
  AF_INET,
  AF_INET6,
  NLMSG_HDRLEN,
  NTF_PROXY,
  RTM_DELNEIGH,
  RTM_NEWNEIGH,
} from '../codec/uapi.js';
import type { FilterInstruction } from './libc.js';

// include/uapi/linux/bpf_common.h, filter.h
const LOAD_BYTE = 0x30; // BPF_LD | BPF_B | BPF_ABS
const JUMP_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
const JUMP_SET = 0x45; // BPF_JMP | BPF_JSET | BPF_K
const RETURN = 0x06; // BPF_RET | BPF_K
const ALL_OF_IT = 0xffffffff;

const NLMSG_TYPE = 4;
const NDM_FAMILY = NLMSG_HDRLEN;
const NDM_FLAGS = NLMSG_HDRLEN + 10;

/**
 * Lets every message through but RTM_NEWNEIGH and RTM_DELNEIGH of families other than AF_INET and AF_INET6
 * (the forwarding tables of bridges) and of proxy entries. It runs before a message is queued: what it
 * drops takes no room and wakes nobody.
 */
export const NEIGHBOR_FILTER: readonly FilterInstruction[] = [
  // nlmsg_type, its low byte first
  { code: LOAD_BYTE, jt: 0, jf: 0, k: NLMSG_TYPE + 1 },
  { code: JUMP_EQUAL, jt: 0, jf: 9, k: 0 },
  { code: LOAD_BYTE, jt: 0, jf: 0, k: NLMSG_TYPE },
  { code: JUMP_EQUAL, jt: 1, jf: 0, k: RTM_NEWNEIGH },
  { code: JUMP_EQUAL, jt: 0, jf: 6, k: RTM_DELNEIGH },
  { code: LOAD_BYTE, jt: 0, jf: 0, k: NDM_FAMILY },
  { code: JUMP_EQUAL, jt: 1, jf: 0, k: AF_INET },
  { code: JUMP_EQUAL, jt: 0, jf: 2, k: AF_INET6 },
  { code: LOAD_BYTE, jt: 0, jf: 0, k: NDM_FLAGS },
  { code: JUMP_SET, jt: 0, jf: 1, k: NTF_PROXY },
  { code: RETURN, jt: 0, jf: 0, k: 0 },
  { code: RETURN, jt: 0, jf: 0, k: ALL_OF_IT },
];

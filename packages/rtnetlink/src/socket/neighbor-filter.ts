import {
  AF_INET,
  AF_INET6,
  NLMSG_HDRLEN,
  NTF_EXT_LEARNED,
  NTF_PROXY,
  NUD_DELAY,
  NUD_PROBE,
  NUD_REACHABLE,
  NUD_STALE,
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
const NDM_STATE = NLMSG_HDRLEN + 8;
const NDM_FLAGS = NLMSG_HDRLEN + 10;

const DROP: FilterInstruction = { code: RETURN, jt: 0, jf: 0, k: 0 };
const PASS: FilterInstruction = { code: RETURN, jt: 0, jf: 0, k: ALL_OF_IT };

/**
 * Lets every message through but RTM_NEWNEIGH and RTM_DELNEIGH of families other than AF_INET and AF_INET6 (the
 * forwarding tables of bridges), of proxy entries, and that an NTF_EXT_LEARNED entry is in one of these states.
 */
function neighborProgram(unheardStates: number): readonly FilterInstruction[] {
  return [
    // nlmsg_type, its low byte first
    { code: LOAD_BYTE, jt: 0, jf: 0, k: NLMSG_TYPE + 1 },
    { code: JUMP_EQUAL, jt: 0, jf: 3, k: 0 },
    { code: LOAD_BYTE, jt: 0, jf: 0, k: NLMSG_TYPE },
    { code: JUMP_EQUAL, jt: 2, jf: 0, k: RTM_NEWNEIGH },
    { code: JUMP_EQUAL, jt: 1, jf: 0, k: RTM_DELNEIGH },
    PASS,
    { code: LOAD_BYTE, jt: 0, jf: 0, k: NDM_FAMILY },
    { code: JUMP_EQUAL, jt: 2, jf: 0, k: AF_INET },
    { code: JUMP_EQUAL, jt: 1, jf: 0, k: AF_INET6 },
    DROP,
    { code: LOAD_BYTE, jt: 0, jf: 0, k: NDM_FLAGS },
    { code: JUMP_SET, jt: 0, jf: 1, k: NTF_PROXY },
    DROP,
    { code: JUMP_SET, jt: 0, jf: 5, k: NTF_EXT_LEARNED },
    { code: LOAD_BYTE, jt: 0, jf: 0, k: NLMSG_TYPE },
    { code: JUMP_EQUAL, jt: 0, jf: 3, k: RTM_NEWNEIGH },
    { code: LOAD_BYTE, jt: 0, jf: 0, k: NDM_STATE },
    { code: JUMP_SET, jt: 0, jf: 1, k: unheardStates },
    DROP,
    PASS,
  ];
}

/**
 * What is worth hearing. It runs before a message is queued: what it drops takes no room and wakes nobody.
 * While an NTF_EXT_LEARNED entry is being confirmed (DELAY, PROBE) it serves as before, and how that ends is
 * told: with thousands of managed neighbors that is a third of all there is to hear.
 */
export const NEIGHBOR_FILTER = neighborProgram(NUD_DELAY | NUD_PROBE);

/** Drops routine too: that an NTF_EXT_LEARNED entry ages (STALE) or is confirmed (REACHABLE). */
export const ROUTINE_FILTER = neighborProgram(NUD_DELAY | NUD_PROBE | NUD_STALE | NUD_REACHABLE);

import { describe, expect, it } from '@jest/globals';

import {
  NTF_EXT_LEARNED,
  NUD_FAILED,
  NUD_PERMANENT,
  NUD_PROBE,
  NUD_REACHABLE,
  NUD_STALE,
  RTM_DELNEIGH,
  RTM_NEWLINK,
  RTM_NEWNEIGH,
} from '../codec/uapi.js';
import type { FilterInstruction } from './libc.js';
import { NEIGHBOR_FILTER, ROUTINE_FILTER } from './neighbor-filter.js';

const AF_BRIDGE = 7;
const AF_INET = 2;
const AF_INET6 = 10;
const NTF_PROXY = 8;

/** Runs the program as the kernel would (Documentation/networking/filter.rst), for the instructions it has. */
function passes(program: readonly FilterInstruction[], message: Buffer): boolean {
  let accumulator = 0;
  for (let at = 0; ; at++) {
    const { code, jt, jf, k } = program[at] ?? { code: -1, jt: 0, jf: 0, k: 0 };
    if (code === 0x30) accumulator = message.readUInt8(k);
    else if (code === 0x15) at += accumulator === k ? jt : jf;
    else if (code === 0x45) at += (accumulator & k) !== 0 ? jt : jf;
    else if (code === 0x06) return k !== 0;
    else throw new Error(`instruction ${at}: ${code}`);
  }
}

function message(type: number, family: number, flags = 0, state = 0): Buffer {
  const bytes = Buffer.alloc(28);
  bytes.writeUInt16LE(type, 4);
  bytes[16] = family;
  bytes.writeUInt16LE(state, 24);
  bytes[26] = flags;
  return bytes;
}

const entry = (flags: number, state: number): Buffer =>
  message(RTM_NEWNEIGH, AF_INET, flags, state);

describe.each([
  ['NEIGHBOR_FILTER', NEIGHBOR_FILTER, true],
  ['ROUTINE_FILTER', ROUTINE_FILTER, false],
])('%s', (_name, program, isRoutineHeard) => {
  it.each([
    ['an IPv4 neighbor', message(RTM_NEWNEIGH, AF_INET), true],
    ['an IPv6 neighbor that goes', message(RTM_DELNEIGH, AF_INET6, 0x80), true],
    ['a forwarding entry', message(RTM_NEWNEIGH, AF_BRIDGE), false],
    ['a forwarding entry that goes', message(RTM_DELNEIGH, AF_BRIDGE), false],
    ['a proxy entry', message(RTM_NEWNEIGH, AF_INET, NTF_PROXY), false],
    ['a link', message(RTM_NEWLINK, 0), true],
    ['a type with the same low byte', message(0x100 + RTM_NEWNEIGH, AF_BRIDGE), true],
    [
      'an extern_learn entry that is confirmed',
      entry(NTF_EXT_LEARNED, NUD_REACHABLE),
      isRoutineHeard,
    ],
    ['an extern_learn entry that ages', entry(NTF_EXT_LEARNED, NUD_STALE), isRoutineHeard],
    ['an extern_learn entry that is being confirmed', entry(NTF_EXT_LEARNED, NUD_PROBE), false],
    ['an extern_learn entry that failed', entry(NTF_EXT_LEARNED, NUD_FAILED), true],
    ['an extern_learn entry that is pinned', entry(NTF_EXT_LEARNED, NUD_PERMANENT), true],
    ['one that goes', message(RTM_DELNEIGH, AF_INET6, NTF_EXT_LEARNED, NUD_PROBE), true],
    ['an entry without that flag', entry(0, NUD_PROBE), true],
  ])('%s: %#', (_what, bytes, expected) => {
    expect(passes(program, bytes)).toBe(expected);
  });
});

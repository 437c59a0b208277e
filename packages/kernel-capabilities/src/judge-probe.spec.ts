import { describe, expect, it } from '@jest/globals';
import { refused } from '@kith/neighbor-testing';
import type { RtResult } from '@kith/rtnetlink';

import { judgeProbe } from './judge-probe.js';

// as Linux 6.18 and 5.10 answer
const RESERVED = refused('EINVAL', 'reserved bit set');
const NO_ADDRESS = refused('EINVAL', 'Network address not specified');
// before Linux 5.0 the kernel had no words for it
const WORDLESS = refused('EINVAL');
const NO_PRIVILEGE = refused('EPERM');
const LOST = refused('ETIMEDOUT');
const ACCEPTED: RtResult = { ok: true };

describe('judgeProbe', () => {
  it.each([
    ['the bit passes and bit 31 does not', NO_ADDRESS, RESERVED, 'supported'],
    ['both bits are reserved', RESERVED, RESERVED, 'unsupported'],
    ['the kernel ignores the attribute', NO_ADDRESS, NO_ADDRESS, 'unsupported'],
    ['a kernel without words ignores the attribute', WORDLESS, WORDLESS, 'unsupported'],
    ['there is no privilege', NO_PRIVILEGE, NO_PRIVILEGE, 'unknown'],
    ['the privilege is gone before bit 31 is asked', NO_ADDRESS, NO_PRIVILEGE, 'unknown'],
    ['the answer about the bit is lost', LOST, RESERVED, 'unknown'],
    ['the answer about bit 31 is lost', NO_ADDRESS, LOST, 'unknown'],
    ['the bit is refused for another reason', refused('ENODEV'), RESERVED, 'unknown'],
    ['what cannot be accepted is accepted', ACCEPTED, RESERVED, 'unknown'],
  ])('%s', (_name, bit, control, status) => {
    expect(judgeProbe('managed', bit, control)).toMatchObject({ name: 'managed', status });
  });

  it('shows what the kernel said', () => {
    expect(judgeProbe('managed', NO_ADDRESS, RESERVED).evidence).toBe(
      'bit: EINVAL "Network address not specified"; control bit 31: EINVAL "reserved bit set"',
    );
    expect(judgeProbe('managed', LOST, ACCEPTED).evidence).toBe(
      'the kernel gave no clear answer (bit: ETIMEDOUT; control bit 31: accepted)',
    );
  });

  it('names the cure where the privilege is missing', () => {
    expect(judgeProbe('managed', NO_PRIVILEGE, NO_PRIVILEGE).evidence).toContain('run as root');
  });
});

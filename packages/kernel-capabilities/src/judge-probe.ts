import type { Capability, CapabilityName } from '@kith/neighbor-api';
import type { RtResult } from '@kith/rtnetlink';

const RESERVED = 'reserved bit set';

/**
 * What the answers to two probes say: one for the bit in question, one for bit 31, which no kernel knows.
 * A kernel that knows NDA_FLAGS_EXT rejects bits that it does not know as reserved; one that does not
 * (<= 5.15) ignores the attribute, and both probes end alike at the missing address. Anything else says
 * nothing about the kernel.
 */
export function judgeProbe(name: CapabilityName, bit: RtResult, control: RtResult): Capability {
  const said = `bit: ${describe(bit)}; control bit 31: ${describe(control)}`;
  if (hasCode(bit, 'EPERM') || hasCode(control, 'EPERM')) {
    return {
      name,
      status: 'unknown',
      evidence:
        'the kernel answers such questions with CAP_NET_ADMIN only (EPERM): run as root or grant it',
    };
  }
  if (!hasCode(bit, 'EINVAL') || !hasCode(control, 'EINVAL')) {
    return { name, status: 'unknown', evidence: `the kernel gave no clear answer (${said})` };
  }
  if (isReserved(control)) {
    return { name, status: isReserved(bit) ? 'unsupported' : 'supported', evidence: said };
  }
  return {
    name,
    status: 'unsupported',
    evidence: `NDA_FLAGS_EXT is not known to this kernel (${said})`,
  };
}

function hasCode(result: RtResult, code: string): boolean {
  return !result.ok && result.error.code === code;
}

function isReserved(result: RtResult): boolean {
  return !result.ok && result.error.details.extAck === RESERVED;
}

function describe(result: RtResult): string {
  if (result.ok) return 'accepted';
  const { code, extAck } = result.error.details;
  return extAck === undefined ? code : `${code} "${extAck}"`;
}

import type { Capability } from '@kith/neighbor-api';
import { describe, expect, it } from '@jest/globals';

import type { Facts } from './facts.js';
import { facts, fine, look } from './facts.fake.js';
import { capabilities } from './privileges.js';

const managed = (status: Capability['status']): Facts['capabilities'] => [
  { name: 'managed', status, evidence: 'the evidence' },
];
const strategy = (name: string): Facts['settings'] => ({ ...facts().settings, strategy: name });

describe('capabilities', () => {
  it('are fine where managed is supported', () => {
    expect(look(capabilities, facts())).toEqual([]);
    expect(fine(capabilities, facts())).toBe('Linux 6.18.0: managed supported');
  });

  it('that may not be asked are a problem: nothing could be written either', () => {
    expect(look(capabilities, facts({ capabilities: managed('unknown') }))).toEqual([
      'problem at this process: whether this kernel has managed cannot be told, nor can neighbors be written',
      'run as root, or grant CAP_NET_ADMIN (systemd: AmbientCapabilities=CAP_NET_ADMIN)',
    ]);
  });

  it('that an old kernel lacks are worth an advice, unless the config does without', () => {
    const old = { capabilities: managed('unsupported') };
    expect(look(capabilities, facts(old))).toEqual([
      'advice at the kernel: this kernel keeps no entries resolved by itself (managed is unsupported)',
      'Linux 5.16 or newer; until then "auto" takes agent-refresh',
    ]);
    expect(look(capabilities, facts({ ...old, settings: strategy('agent-refresh') }))).toEqual([]);
  });

  it('that a forced strategy needs, and the kernel lacks, are a problem', () => {
    const forced = facts({ capabilities: managed('unsupported'), settings: strategy('managed') });
    expect(look(capabilities, forced)).toEqual([
      'problem at neighbor-controller.strategy: strategy "managed" does not work on this kernel',
      'set it to auto, or to one of managed, agent-refresh, permanent',
    ]);
  });

  it('do not help a strategy that there is not', () => {
    expect(look(capabilities, facts({ settings: strategy('manged') }))).toEqual([
      'problem at neighbor-controller.strategy: strategy "manged" is not part of this agent',
      'set it to auto, or to one of managed, agent-refresh, permanent',
    ]);
  });
});

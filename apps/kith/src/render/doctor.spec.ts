import { describe, expect, it } from '@jest/globals';

import type { DoctorDocument } from '../doctor/examine.js';
import { plainTerminal } from '../testing/plain-terminal.js';
import { renderDoctor } from './doctor.js';
import { painter } from './paint.js';

const sick: DoctorDocument = {
  kernel: '6.18.0',
  strategy: 'managed',
  findings: [
    {
      check: 'forwarding',
      severity: 'problem',
      what: 'forwarding of ipv4 is off',
      where: 'eth1',
      why: 'bpf_fib_lookup answers FWD_DISABLED',
      cure: 'sysctl -w net.ipv4.conf.eth1.forwarding=1',
    },
  ],
  fine: [
    { check: 'capabilities', says: 'managed supported' },
    { check: 'targets', says: '2 targets' },
  ],
};

describe('the doctor', () => {
  it('tells each finding with its cure on a line, and what is fine in short', () => {
    expect(renderDoctor(sick, plainTerminal)).toBe(
      'problem  eth1: forwarding of ipv4 is off\n' +
        '         bpf_fib_lookup answers FWD_DISABLED\n' +
        '         cure: sysctl -w net.ipv4.conf.eth1.forwarding=1\n' +
        'fine     capabilities, targets\n' +
        '\n' +
        'Linux 6.18.0, strategy managed: 1 problem, 0 advice, 0 unseen.\n',
    );
  });

  it('says so where there is no problem', () => {
    expect(renderDoctor({ ...sick, findings: [], fine: [] }, plainTerminal)).toBe(
      '\nLinux 6.18.0, strategy managed: no problem, 0 advice, 0 unseen.\n',
    );
  });

  it('has colors on a terminal only', () => {
    const [first] = renderDoctor(sick, { paint: painter(true) }).split(' ');
    expect(first).toBe('\u001b[31mproblem');
  });
});

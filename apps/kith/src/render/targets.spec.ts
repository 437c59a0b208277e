import type { TargetReport } from '@kith/neighbor-api';
import { ipAddress } from '@kith/net-types';
import { describe, expect, it } from '@jest/globals';

import { plainTerminal } from '../testing/plain-terminal.js';
import { renderTargets } from './targets.js';

const node2: TargetReport = {
  address: '10.69.0.2',
  owners: ['static/node2'],
  class: 'node',
  nextHops: [
    { device: 'eno1', address: ipAddress('10.69.0.66'), status: 'resolved' },
    { device: 'eno2', address: ipAddress('10.69.0.130'), status: 'unresolved' },
  ],
};

describe('renderTargets', () => {
  it('shows a line for each next hop, the target once', async () => {
    expect(await renderTargets({ targets: [node2] }, plainTerminal)).toBe(
      'TARGET     CLASS  OWNERS        NEXT HOP              STATUS\n' +
        '10.69.0.2  node   static/node2  10.69.0.66 dev eno1   resolved\n' +
        '                                10.69.0.130 dev eno2  unresolved\n',
    );
  });

  it('says what stands by', async () => {
    const nextHops = [{ ...node2.nextHops[0], standby: true }] as TargetReport['nextHops'];
    expect(await renderTargets({ targets: [{ ...node2, nextHops }] }, plainTerminal)).toContain(
      '10.69.0.66 dev eno1 (stands by)',
    );
  });

  it('shows why a target has none', async () => {
    const targets = [
      { ...node2, address: '10.0.0.255', nextHops: [], skipped: 'broadcast' },
      { ...node2, address: 'fe80::1', device: 'eno1', nextHops: [] },
    ];
    const text = await renderTargets({ targets }, plainTerminal);
    expect(text).toMatch(/10\.0\.0\.255 +node +static\/node2 +skipped: broadcast\n/);
    expect(text).toMatch(/fe80::1 dev eno1 +node +static\/node2 +not asked yet\n/);
  });

  it('says so where there are none', async () => {
    expect(await renderTargets({ targets: [] }, plainTerminal)).toContain('No targets');
  });
});

import type { StatusDocument } from '@kith/introspection';
import { ifIndex } from '@kith/net-types';
import { describe, expect, it } from '@jest/globals';

import { plainTerminal } from '../testing/plain-terminal.js';
import { renderStatus } from './status.js';

const now = new Date('2026-11-22T22:00:00Z');

const status: StatusDocument = {
  isReady: true,
  missing: [],
  startedAt: '2026-11-22T21:00:00.000Z',
  discovery: {
    isDiscoveryOn: true,
    strategy: 'managed',
    strategyReason: 'the best that this kernel supports',
    mark: 75,
    families: ['ipv4', 'ipv6'],
    sources: [
      { id: 'static', isSynced: true, owners: 1 },
      { id: 'gateways', isSynced: false, owners: 0 },
    ],
    targets: 2,
    refusedTargets: 1,
    neighbors: {
      pending: 0,
      resolving: 1,
      resolved: 3,
      unresolved: 0,
      parked: 0,
      foreign: 0,
      error: 0,
    },
    heldBack: 0,
  },
  capabilities: [{ name: 'managed', status: 'supported', evidence: 'x' }],
  devices: [
    { device: 'lo', ifindex: ifIndex(1), isSelected: false, reason: 'is loopback', neighbors: 0 },
    { device: 'eno1', ifindex: ifIndex(2), isSelected: true, reason: 'is named', neighbors: 4 },
  ],
  health: [{ scope: 'kernel-state', level: 'ok', since: '2026-11-22T21:00:00.000Z' }],
};

describe('renderStatus', () => {
  it('says how it is, what it does, and why each device is in or out', async () => {
    expect(await renderStatus(status, plainTerminal, now)).toBe(
      `Ready         yes
Health        ok
Running       for 1h
Discovery     on
Strategy      managed (the best that this kernel supports)
Mark          proto 75
Sources       static (1 owner), gateways (0 owners, not synced yet)
Targets       2, 1 refused
Neighbors     1 resolving, 3 resolved
Kernel        managed supported

DEVICE  SERVED  NEIGHBORS  WHY
eno1    yes     4          is named
lo      no      -          is loopback
`,
    );
  });

  it('says what is missing and what is degraded, with since when', async () => {
    const text = await renderStatus(
      {
        ...status,
        isReady: false,
        missing: [{ gate: 'static', reason: 'source static is not synced' }],
        health: [
          {
            scope: 'neighbor-controller/writes',
            level: 'degraded',
            message: 'EPERM; run it as root',
            since: '2026-11-22T21:59:57.000Z',
          },
        ],
      },
      plainTerminal,
      now,
    );
    expect(text).toContain('Ready         no: source static is not synced\n');
    expect(text).toContain('Health        1 degraded, below\n');
    expect(text).toMatch(/neighbor-controller\/writes +3s +EPERM; run it as root\n$/);
  });
});

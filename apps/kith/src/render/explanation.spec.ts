import type { Explanation, NeighborReport } from '@kith/neighbor-api';
import { ifIndex, ipAddress, macAddress, prefixOf } from '@kith/net-types';
import { describe, expect, it } from '@jest/globals';

import { plainTerminal } from '../testing/plain-terminal.js';
import { renderExplanation } from './explanation.js';

const now = new Date('2026-11-22T22:00:05Z');
const gateway = ipAddress('10.69.0.66');
const target = ipAddress('10.69.0.2');
const basis = { prefix: prefixOf(target, 32), devices: [ifIndex(2)], nexthopIds: [] };

const neighbor: NeighborReport = {
  device: 'eno1',
  ifindex: ifIndex(2),
  address: gateway,
  lladdr: macAddress('96:eb:75:fd:89:fd'),
  state: 'REACHABLE',
  flags: ['managed', 'extern_learn'],
  protocol: 75,
  strategy: 'managed',
  status: 'resolved',
  class: 'node',
  targets: [{ address: target, owners: ['static/node2'] }],
  since: '2026-11-22T22:00:00.000Z',
  repairs: 0,
};

const explanation: Explanation = {
  address: target,
  targets: [
    {
      address: '10.69.0.2',
      owners: ['static/node2'],
      class: 'node',
      nextHops: [{ device: 'eno1', address: gateway, status: 'resolved' }],
    },
  ],
  devices: { 2: 'eno1' },
  lookups: [
    {
      device: 'eno1',
      answer: { kind: 'next-hops', hops: [{ ifindex: ifIndex(2), address: gateway }], basis },
    },
    {
      device: 'eno2',
      answer: {
        kind: 'skipped',
        reason: 'unroutable',
        detail: 'EHOSTUNREACH',
        basis: { devices: [], nexthopIds: [] },
      },
    },
    { answer: { kind: 'next-hops', hops: [{ ifindex: ifIndex(2), address: gateway }], basis } },
  ],
  neighbors: [neighbor],
  entries: [
    {
      device: 'eno1',
      address: gateway,
      state: 'REACHABLE',
      flags: ['managed', 'extern_learn'],
      protocol: 75,
      owner: 'kith',
    },
  ],
  conclusion: 'It is served over eno1.',
};

describe('renderExplanation', () => {
  it('tells the chain from the owner to the entry', async () => {
    expect(await renderExplanation(explanation, plainTerminal, now)).toBe(
      `10.69.0.2 is wanted by static/node2 (class node)

What the FIB answers
OVER          ANSWER                              ROUTE
eno1          10.69.0.66                          10.69.0.2/32
eno2          skipped: unroutable (EHOSTUNREACH)  -
(any device)  10.69.0.66 dev eno1                 10.69.0.2/32

What is wanted
DEVICE  ADDRESS     LLADDR             STATE      STATUS    AGE  FLAGS                 FOR
eno1    10.69.0.66  96:eb:75:fd:89:fd  REACHABLE  resolved  5s   managed extern_learn  10.69.0.2 (static/node2)

What the kernel's table has
DEVICE  ADDRESS     LLADDR  STATE      OWNER  PROTO  FLAGS
eno1    10.69.0.66  -       REACHABLE  kith   75     managed extern_learn

So
It is served over eno1.
`,
    );
  });

  it('says so where nobody wants the address', async () => {
    const text = await renderExplanation(
      { ...explanation, targets: [], neighbors: [], entries: [] },
      plainTerminal,
      now,
    );
    expect(text).toContain('10.69.0.2 is not a target: no source wants it.');
    expect(text).not.toContain('What is wanted');
    expect(text).toContain('10.69.0.66 dev eno1');
  });
});

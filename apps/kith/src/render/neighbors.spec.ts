import type { NeighborDocument } from '@kith/introspection';
import { ifIndex, ipAddress, macAddress } from '@kith/net-types';
import { describe, expect, it } from '@jest/globals';

import { plainTerminal } from '../testing/plain-terminal.js';
import { renderNeighbors } from './neighbors.js';

const now = new Date('2026-11-22T22:01:35Z');

const resolved: NeighborDocument = {
  device: 'eno1',
  ifindex: ifIndex(2),
  address: ipAddress('10.69.0.66'),
  lladdr: macAddress('96:eb:75:fd:89:fd'),
  state: 'REACHABLE',
  flags: ['managed', 'extern_learn'],
  strategy: 'managed',
  status: 'resolved',
  targets: [{ address: ipAddress('10.69.0.2'), owners: ['static/node2'] }],
  since: '2026-11-22T22:00:00.000Z',
};

describe('renderNeighbors', () => {
  it('shows a line for each, with for whom it is', async () => {
    expect(await renderNeighbors({ neighbors: [resolved] }, plainTerminal, now)).toBe(
      'DEVICE  ADDRESS     LLADDR             STATE      STATUS    AGE    FLAGS                 FOR\n' +
        'eno1    10.69.0.66  96:eb:75:fd:89:fd  REACHABLE  resolved  1m35s  managed extern_learn  10.69.0.2 (static/node2)\n',
    );
  });

  it.each([100, 80, 61, 57])('never cuts an address, and fits %d columns', async (columns) => {
    const address = ipAddress('fd69:1234:5678:9abc:1234:5678:9abc:def0');
    const text = await renderNeighbors(
      { neighbors: [{ ...resolved, address }] },
      { ...plainTerminal, columns },
      now,
    );
    expect(text).toContain(address);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
  });

  it.each([
    [80, 'DEVICE ADDRESS LLADDR STATE STATUS AGE FOR'],
    [68, 'DEVICE ADDRESS LLADDR STATE STATUS AGE'],
    [60, 'DEVICE ADDRESS LLADDR STATE STATUS'],
    [50, 'DEVICE ADDRESS LLADDR STATUS'],
  ])('leaves out what says least where there are %d columns', async (columns, titles) => {
    const terminal = { ...plainTerminal, columns };
    const text = await renderNeighbors({ neighbors: [resolved] }, terminal, now);
    expect(text.split('\n')[0]?.split(/ +/)).toEqual(titles.split(' '));
  });

  it('shows the error of one that the kernel refused', async () => {
    const refused: NeighborDocument = { ...resolved, status: 'error', error: 'EPERM: not allowed' };
    expect(await renderNeighbors({ neighbors: [refused] }, plainTerminal, now)).toContain(
      'EPERM: not allowed',
    );
  });

  it('says so where there is none, and where to look', async () => {
    expect(await renderNeighbors({ neighbors: [] }, plainTerminal, now)).toBe(
      'No neighbors are wanted; see kith targets.\n',
    );
  });
});

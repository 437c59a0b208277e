import { describe, expect, it } from '@jest/globals';

import { parseMonitorLine, parseNeighborJson } from './parse-neighbors.js';

describe('parseNeighborJson', () => {
  it('reads what ip -j neigh show prints', () => {
    const text = `[
      {"dst":"10.0.0.2","dev":"x","lladdr":"6a:36:3e:26:f6:f0","managed":null,"extern_learn":null,"state":["REACHABLE"],"protocol":"75"},
      {"dst":"10.0.0.3","dev":"x","lladdr":"02:00:00:00:00:03","state":["PERMANENT"],"protocol":"zebra"},
      {"dst":"10.0.0.9","dev":"x"}]`;
    expect(parseNeighborJson(text)).toEqual([
      {
        address: '10.0.0.2',
        device: 'x',
        lladdr: '6a:36:3e:26:f6:f0',
        state: 'REACHABLE',
        flags: ['managed', 'extern_learn'],
        protocol: '75',
      },
      {
        address: '10.0.0.3',
        device: 'x',
        lladdr: '02:00:00:00:00:03',
        state: 'PERMANENT',
        flags: [],
        protocol: 'zebra',
      },
      { address: '10.0.0.9', device: 'x', state: 'NONE', flags: [] },
    ]);
  });

  it('reads nothing as an empty table', () => {
    expect(parseNeighborJson('\n')).toEqual([]);
  });
});

describe('parseMonitorLine', () => {
  it.each([
    [
      '[2026-11-23T13:34:33.199435] 10.0.0.2 dev x lladdr 6a:36:3e:26:f6:f0 managed extern_learn REACHABLE proto 75 ',
      {
        kind: 'new',
        time: Date.UTC(2026, 10, 23, 13, 34, 33, 199),
        address: '10.0.0.2',
        device: 'x',
        lladdr: '6a:36:3e:26:f6:f0',
        state: 'REACHABLE',
        flags: ['managed', 'extern_learn'],
        protocol: '75',
      },
    ],
    [
      '[2026-11-23T13:34:33.709063] Deleted fd00::2 dev managed router FAILED ',
      {
        kind: 'deleted',
        time: Date.UTC(2026, 10, 23, 13, 34, 33, 709),
        address: 'fd00::2',
        device: 'managed',
        state: 'FAILED',
        flags: ['router'],
      },
    ],
  ])('reads %s', (line, event) => {
    expect(parseMonitorLine(line)).toEqual(event);
  });

  it.each(['', '[2026-11-23T13:34:33.919688] dev br0 lladdr d6:17:eb:c3:47:9e PERMANENT'])(
    'passes over %j',
    (line) => {
      expect(parseMonitorLine(line)).toBeUndefined();
    },
  );
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock, MemoryLogger, MemoryMetrics } from '@kith/agent-testing';
import { managedNeighbor } from '@kith/neighbor-testing';
import { ifIndex, ipAddress, macAddress, neighborKey } from '@kith/net-types';

import { type DesiredNeighbor, DesiredNeighbors } from './desired-neighbors.js';
import { EventLog } from './event-log.js';
import { MacMoves } from './mac-moves.js';
import { targetKey } from './target-registry.js';

const A = macAddress('02:00:00:00:0a:02');
const B = macAddress('02:00:00:00:0b:02');
const C = macAddress('02:00:00:00:0c:02');

let clock: FakeClock;
let events: EventLog;
let logger: MemoryLogger;
let metrics: MemoryMetrics;
let moves: MacMoves;
let neighbor: DesiredNeighbor;

beforeEach(() => {
  clock = new FakeClock();
  events = new EventLog(clock);
  logger = new MemoryLogger();
  metrics = new MemoryMetrics();
  moves = new MacMoves(events, (index) => `eth${index}`, clock, logger, {
    moves: metrics.counter('moves', ''),
    duplicates: metrics.counter('duplicates', ''),
  });
  neighbor = desire('10.0.0.2');
});

function desire(text: string): DesiredNeighbor {
  const address = ipAddress(text);
  const key = targetKey(address, undefined);
  const hops = [{ ifindex: ifIndex(1), address }];
  const target = { key, address, ifindex: undefined, owners: [] };
  const after = {
    ...{ target, hops, active: 1, tables: [] },
    ...{ refused: [], skipped: undefined, devices: [], nexthopIds: [] },
  };
  const desired = new DesiredNeighbors(clock);
  desired.follow([{ key, before: undefined, after }], 10);
  return desired.byKey.get(neighborKey(ifIndex(1), address)) as DesiredNeighbor;
}

function goes(from: typeof A, to: typeof A): void {
  moves.look(neighbor, managedNeighbor({ lladdr: from }), managedNeighbor({ lladdr: to }));
}

const told = (): readonly string[] => events.recent().map(({ kind }) => kind);

describe('a neighbor', () => {
  it('that is confirmed, comes or fails is no news', () => {
    goes(A, A);
    moves.look(neighbor, undefined, managedNeighbor());
    const { lladdr: _, ...failed } = managedNeighbor({ state: 'FAILED' });
    moves.look(neighbor, managedNeighbor(), failed);
    expect(told()).toEqual([]);
  });

  it('that moved is an event, a count and a line in the log', () => {
    goes(A, B);
    const message = `10.0.0.2 on eth1 moved from ${A} to ${B}`;
    expect(events.recent()).toMatchObject([{ kind: 'mac-changed', lladdr: B, message }]);
    expect(logger.messages('info')).toEqual([message]);
    expect(metrics.count('moves')).toBe(1);
  });

  it('that failed in between moved all the same', () => {
    neighbor.lladdr = A;
    const { lladdr: _, ...failed } = managedNeighbor({ state: 'FAILED' });
    moves.look(neighbor, failed, managedNeighbor({ lladdr: B }));
    expect(told()).toEqual(['mac-changed']);
  });

  it('at which two answer in turn is told of once, as a warning, and counted each time', () => {
    for (let turn = 0; turn < 3; turn++) {
      goes(A, B);
      goes(B, A);
    }
    expect(told()).toEqual(['mac-changed', 'duplicate']);
    expect(logger.messages('warn')).toEqual([
      `10.0.0.2 on eth1 is at ${B} and ${A} in turn: do two hosts have this address?`,
    ]);
    expect(metrics.count('moves')).toBe(6);
    expect(metrics.count('duplicates')).toBe(1);
  });

  it('that comes back after long, or goes on to a third, just moved', async () => {
    goes(A, B);
    await clock.advance(60_000);
    goes(B, A);
    goes(A, C);
    expect(told()).toEqual(['mac-changed', 'mac-changed', 'mac-changed']);
  });
});

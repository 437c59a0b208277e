import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock, MemoryLogger } from '@kith/agent-testing';
import { FakeNeighborWriter, managedNeighbor, neighbor } from '@kith/neighbor-testing';
import { ifIndex, ipAddress, macAddress, type Neighbor } from '@kith/net-types';

import { type DesiredNeighbor, DesiredNeighbors } from './desired-neighbors.js';
import { EventLog } from './event-log.js';
import { StatusBoard } from './status-board.js';
import { targetKey } from './target-registry.js';

const OTHER = macAddress('02:00:00:00:0b:02');

let clock: FakeClock;
let events: EventLog;
let logger: MemoryLogger;
let board: StatusBoard;
let wanted: DesiredNeighbor;

beforeEach(() => {
  clock = new FakeClock();
  events = new EventLog(clock);
  logger = new MemoryLogger();
  const nameOf = (index: number): string => `eth${index}`;
  board = new StatusBoard(new FakeNeighborWriter(), events, nameOf, clock, logger, {
    look: () => undefined,
  });
  wanted = desire('10.0.0.2');
});

function desire(text: string): DesiredNeighbor {
  const address = ipAddress(text);
  const hops = [{ ifindex: ifIndex(1), address }];
  const key = targetKey(address, undefined);
  const target = { key, address, ifindex: undefined, owners: [] };
  const after = {
    ...{ target, hops, active: 1, tables: [] },
    ...{ refused: [], skipped: undefined, devices: [], nexthopIds: [] },
  };
  const desired = new DesiredNeighbors(clock);
  desired.follow([{ key, before: undefined, after }], 10);
  const [only] = desired.byKey.values();
  if (!only) throw new Error('nothing is desired');
  return only;
}

/** The kernel has this now. */
function observe(entry: Neighbor): void {
  board.refresh(wanted, entry);
}

const told = (): (readonly [string, string])[] =>
  events.recent().map(({ kind, message }) => [kind, message]);

describe('a status', () => {
  it('follows what the kernel shows, and knows since when', async () => {
    await clock.advance(1000);
    observe(managedNeighbor({ state: 'INCOMPLETE' }));
    expect(wanted).toMatchObject({ status: 'resolving', since: clock.wallTime().getTime() });
    await clock.advance(1000);
    observe(managedNeighbor());
    expect(wanted).toMatchObject({ status: 'resolved', since: clock.wallTime().getTime() });
    expect(told()).toEqual([['resolved', '10.0.0.2 on eth1 is at 02:00:00:00:0a:02']]);
  });

  it('that stays the same is no event', async () => {
    observe(managedNeighbor());
    const { since } = wanted;
    await clock.advance(1000);
    observe(managedNeighbor({ state: 'STALE' }));
    expect(wanted.since).toBe(since);
    expect(told()).toHaveLength(1);
  });

  it('tells of a neighbor that does not answer', () => {
    observe(managedNeighbor({ state: 'FAILED' }));
    expect(told()).toEqual([
      ['unresolved', '10.0.0.2 on eth1 does not answer; it is asked again and again'],
    ]);
  });

  it('tells of one that is parked', () => {
    wanted.isParked = true;
    observe(managedNeighbor({ state: 'NONE', isManaged: false }));
    expect(told()).toEqual([
      [
        'parked',
        '10.0.0.2 on eth1 is parked: asked less and less often until it shows a sign of life',
      ],
    ]);
  });

  it('tells whose entry is respected', () => {
    observe(neighbor({ protocol: 11 }));
    const message = '10.0.0.2 on eth1 belongs to the owner of proto 11; respected while it serves';
    expect(told()).toEqual([['foreign', message]]);
    expect(logger.messages('info')).toEqual([message]);
  });

  it('is error while the last write failed', () => {
    wanted.error = 'EPERM';
    observe(managedNeighbor());
    expect(wanted.status).toBe('error');
  });
});

it('remembers the MAC of an entry of ours that serves, and of no other', () => {
  observe(neighbor({ lladdr: OTHER }));
  expect(wanted.lladdr).toBeUndefined();
  observe(managedNeighbor());
  observe(managedNeighbor({ state: 'FAILED' }));
  expect(wanted.lladdr).toBe('02:00:00:00:0a:02');
});

describe('what is worth telling whatever the status', () => {
  it('is an administrator who pins our entry, once, as a warning', () => {
    const pinned = neighbor({ state: 'PERMANENT', protocol: 75 });
    board.tellChange(managedNeighbor(), pinned);
    board.tellChange(pinned, pinned);
    const message = '10.0.0.2 on eth1 was made PERMANENT by an administrator: theirs from now on';
    expect(told()).toEqual([['taken', message]]);
    expect(logger.messages('warn')).toEqual([message]);
  });

  it('is nothing of an entry that comes, is confirmed, or goes', () => {
    board.tellChange(undefined, managedNeighbor());
    board.tellChange(managedNeighbor({ state: 'PROBE' }), managedNeighbor());
    board.tellChange(managedNeighbor(), undefined);
    expect(told()).toEqual([]);
  });
});

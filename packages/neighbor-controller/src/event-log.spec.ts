import { expect, it } from '@jest/globals';
import { FakeClock } from '@kith/agent-testing';
import type { NeighborEvent } from '@kith/neighbor-api';

import { EventLog } from './event-log.js';

it('dates events and hands them to who listens, until they stop', async () => {
  const clock = new FakeClock();
  const log = new EventLog(clock);
  const heard: NeighborEvent[] = [];
  log.add({ kind: 'source', message: 'before' });
  const cancel = log.onEvent((event) => heard.push(event));
  await clock.advance(1500);
  log.add({ kind: 'device', device: 'eth1', message: 'eth1 is served' });
  cancel();
  log.add({ kind: 'source', message: 'after' });

  const told = {
    at: '2026-01-01T00:00:01.500Z',
    kind: 'device',
    device: 'eth1',
    message: 'eth1 is served',
  };
  expect(heard).toEqual([told]);
  expect(log.recent()[1]).toEqual(told);
  expect(log.recent().map(({ message }) => message)).toEqual(['before', told.message, 'after']);
});

it('keeps the last thousand', () => {
  const log = new EventLog(new FakeClock());
  for (let i = 1; i <= 2500; i++) log.add({ kind: 'written', message: String(i) });
  const messages = log.recent().map(({ message }) => message);
  expect(messages).toHaveLength(1000);
  expect([messages[0], messages.at(-1)]).toEqual(['1501', '2500']);
});

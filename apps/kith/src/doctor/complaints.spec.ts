import { expect, it } from '@jest/globals';

import { complaints } from './complaints.js';
import { answering, facts, fine, look } from './facts.fake.js';

const since = '2026-11-22T22:00:00.000Z';
const missing = { scope: 'neighbor-controller/devices', message: 'there is no device eno9' };
const refused = { scope: 'kernel-state/keepOnCarrierLoss', message: 'it cannot be set' };

it('what an agent with this config would complain of is told', () => {
  expect(look(complaints, facts({ complaints: [missing] }))).toEqual([
    'advice at neighbor-controller/devices: there is no device eno9',
    'as it says',
  ]);
  expect(look(complaints, facts())).toEqual([]);
  expect(fine(complaints, facts())).toBe('an agent with this config would be well');
});

it('what the agent that runs complains of comes first, and nothing is told twice', () => {
  const agent = answering(
    75,
    { ...refused, level: 'degraded', since },
    { ...missing, level: 'degraded', since },
    { scope: 'neighbor-controller/writes', level: 'ok', since },
  );
  const told = look(complaints, facts({ complaints: [missing], agent }));
  expect(told.filter((line) => line.startsWith('advice'))).toEqual([
    'advice at kernel-state/keepOnCarrierLoss: it cannot be set',
    'advice at neighbor-controller/devices: there is no device eno9',
  ]);
  expect(fine(complaints, facts({ agent: answering(75) }))).toBe('the agent that runs is well');
});

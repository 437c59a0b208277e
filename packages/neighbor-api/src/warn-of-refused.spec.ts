import { expect, it } from '@jest/globals';
import type { Logger } from '@kith/agent-api';

import { warnOfRefused } from './warn-of-refused.js';

it('is a line for each of the first ten, and one for the others', () => {
  const told: string[] = [];
  const logger = { warn: (_fields, message) => told.push(message) } as Pick<Logger, 'warn'>;
  const refused = Array.from({ length: 12 }, (_, i) => ({
    owner: 'file/node2',
    address: `x${i}`,
    reason: 'is not an IP address',
  }));
  warnOfRefused(logger, refused);
  expect(told).toHaveLength(11);
  expect(told[0]).toBe('file/node2: x0 is not an IP address');
  expect(told[10]).toBe('and 2 more that are refused; see kith targets');
});

import { expect, it } from '@jest/globals';

import { addressCheck } from './address-check.js';

it('an address that can be no target is told with its place, and only that one', () => {
  const nodes = [
    { name: 'node2', addresses: ['10.0.0.2', '10.0.0.300'] },
    { name: 'node3', addresses: ['224.0.0.1', 'fd00::3'] },
  ];
  expect(addressCheck.check({ nodes })).toEqual([
    {
      severity: 'warning',
      path: ['nodes', 0, 'addresses', 1],
      message: '10.0.0.300 is not an IP address; it is left out',
    },
    {
      severity: 'warning',
      path: ['nodes', 1, 'addresses', 0],
      message: '224.0.0.1 is a multicast address; it is left out',
    },
  ]);
});

import { describe, expect, it } from '@jest/globals';
import { ipAddress } from '@kith/net-types';

import { checkTarget } from './check-target.js';

describe('what can be a target', () => {
  it.each(['10.69.0.2', 'fd00::2', 'fe80::1', '255.255.255.254'])('%s', (text) => {
    expect(checkTarget(text)).toEqual({ address: ipAddress(text) });
  });

  it('is told in its canonical form, so that two spellings are one target', () => {
    expect(checkTarget('FD00:0::0:2')).toEqual({ address: 'fd00::2' });
  });
});

it.each([
  ['0.0.0.0', 'is the unspecified address'],
  ['::', 'is the unspecified address'],
  ['127.0.0.1', 'is a loopback address'],
  ['::1', 'is a loopback address'],
  ['224.0.0.5', 'is a multicast address'],
  ['ff02::1', 'is a multicast address'],
  ['255.255.255.255', 'is the broadcast address'],
  ['::ffff:10.0.0.1', 'is an IPv4-mapped IPv6 address; write the IPv4 address'],
  ['fe80::1%eth0', 'has a zone id; the device is found by the routes'],
  ['node2', 'is not an IP address'],
  ['10.69.0.0/26', 'is not an IP address'],
  [' 10.69.0.2', 'is not an IP address'],
  ['', 'is not an IP address'],
])('%j cannot be one: it %s', (text, reason) => {
  expect(checkTarget(text)).toEqual({ reason });
});

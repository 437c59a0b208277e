import { describe, expect, it } from '@jest/globals';

import { addressKind, isLinkLocal } from './address-kind.js';
import { ipAddress } from './ip-address.js';

describe('addressKind', () => {
  it.each([
    ['10.69.0.1', 'unicast'],
    ['169.254.1.1', 'unicast'],
    ['223.255.255.255', 'unicast'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['255.255.255.254', 'unicast'],
    ['fd00::1', 'unicast'],
    ['fe80::1', 'unicast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::2', 'unicast'],
    ['::1:0', 'unicast'],
    ['ff02::1', 'multicast'],
    ['::ffff:10.0.0.1', 'ipv4-mapped'],
    ['::fffe:a00:1', 'unicast'],
  ])('%s is %s', (text, kind) => {
    expect(addressKind(ipAddress(text))).toBe(kind);
  });
});

describe('isLinkLocal', () => {
  it.each([
    ['fe80::1', true],
    ['febf::1', true],
    ['fec0::1', false],
    ['fd00::1', false],
    ['a9fe::1', false],
    ['169.254.0.1', true],
    ['169.253.0.1', false],
    ['254.128.0.1', false],
  ])('%s: %s', (text, expected) => {
    expect(isLinkLocal(ipAddress(text))).toBe(expected);
  });
});

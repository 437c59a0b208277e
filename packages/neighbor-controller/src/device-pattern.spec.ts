import { expect, it } from '@jest/globals';

import { isDevicePattern, matchesDevice } from './device-pattern.js';

it.each(['eth0', 'eth+', '+', 'cilium_+', 'eth0.100', 'a23456789012345'])(
  '%j names devices',
  (text) => {
    expect(isDevicePattern(text)).toBe(true);
  },
);

it.each(['', 'eth 0', 'eth/0', 'eth+0', 'a234567890123456', '++'])('%j names no device', (text) => {
  expect(isDevicePattern(text)).toBe(false);
});

it('takes a name for that device alone', () => {
  expect(matchesDevice('eth1', 'eth1')).toBe(true);
  expect(matchesDevice('eth1', 'eth10')).toBe(false);
});

it('takes a + at the end for all that begin so', () => {
  expect(matchesDevice('eth+', 'eth10')).toBe(true);
  expect(matchesDevice('eth+', 'eth')).toBe(true);
  expect(matchesDevice('eth+', 'veth0')).toBe(false);
  expect(matchesDevice('+', 'anything')).toBe(true);
});

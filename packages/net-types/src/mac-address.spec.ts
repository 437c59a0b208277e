import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  macAddress,
  macAddressBytes,
  macAddressFromBytes,
  parseMacAddress,
} from './mac-address.js';

describe('parseMacAddress', () => {
  it.each([
    ['96:eb:75:fd:89:fd', '96:eb:75:fd:89:fd'],
    ['96:EB:75:FD:89:FD', '96:eb:75:fd:89:fd'],
    ['0a', '0a'],
    [Array(32).fill('ff').join(':'), Array(32).fill('ff').join(':')],
  ])('%s is %s', (text, canonical) => {
    expect(parseMacAddress(text)).toBe(canonical);
  });

  it.each([
    ...['', ':', '96:eb:75:fd:89:', '96-eb-75-fd-89-fd', '96:eb:75:fd:89:f', '96eb.75fd.89fd'],
    ...['96:eb:75:fd:89:fg', '96:eb:75:fd:89:fd\n', Array(33).fill('ff').join(':')],
  ])('"%s" is none', (text) => {
    expect(parseMacAddress(text)).toBeUndefined();
    expect(() => macAddress(text)).toThrow(TypeError);
  });
});

describe('bytes', () => {
  it('of an address give that address again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 32 }), (bytes) => {
        const address = macAddressFromBytes(bytes);
        expect(macAddressBytes(address)).toEqual(bytes);
        expect(parseMacAddress(address)).toBe(address);
      }),
    );
  });

  it('of another number are no address', () => {
    for (const length of [0, 33]) {
      expect(() => macAddressFromBytes(new Uint8Array(length))).toThrow(TypeError);
    }
  });
});

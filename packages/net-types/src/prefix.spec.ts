import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { type IpAddress, ipAddress, ipAddressBytes, ipAddressFromBytes } from './ip-address.js';
import {
  formatPrefix,
  parsePrefix,
  type Prefix,
  prefixContains,
  prefixOf,
  PrefixSet,
} from './prefix.js';

/** Few different bits, so that addresses often share a prefix. */
const address = fc
  .tuple(fc.constantFrom(4, 16), fc.array(fc.constantFrom(0, 1, 128, 255), { minLength: 16 }))
  .map(([length, bytes]) => ipAddressFromBytes(Uint8Array.from(bytes.slice(0, length))));

const prefix = fc
  .tuple(address, fc.nat(128))
  .map(([of, length]) => prefixOf(of, length % (ipAddressBytes(of).length * 8 + 1)));

/** Bit by bit. */
function containsNaively(prefix: Prefix, address: IpAddress): boolean {
  const bits = (of: IpAddress) =>
    [...ipAddressBytes(of)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const [network, host] = [bits(prefix.address), bits(address)];
  return (
    network.length === host.length &&
    network.slice(0, prefix.length) === host.slice(0, prefix.length)
  );
}

describe('parsePrefix', () => {
  it.each([
    ['10.69.0.64/26', '10.69.0.64/26'],
    ['10.69.0.65/26', '10.69.0.64/26'],
    ['10.69.0.65', '10.69.0.65/32'],
    ['10.69.0.65/0', '0.0.0.0/0'],
    ['fd00::1:0:0:1/64', 'fd00::/64'],
    ['fd00::1', 'fd00::1/128'],
    ['ff00::/7', 'fe00::/7'],
  ])('%s is %s', (text, expected) => {
    expect(formatPrefix(parsePrefix(text) as Prefix)).toBe(expected);
  });

  it.each([
    ...['', '/', '10.0.0.0/', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/-1', '10.0.0.0/8/8'],
    ...['10.0.0/8', '10.0.0.0/ 8', '10.0.0.0/1e1', '10.0.0.0/08', '10.0.0.0/8.0'],
  ])('"%s" is none', (text) => {
    expect(parsePrefix(text)).toBeUndefined();
  });

  it('reads what formatPrefix writes', () => {
    fc.assert(
      fc.property(prefix, (value) => expect(parsePrefix(formatPrefix(value))).toEqual(value)),
    );
  });
});

describe('prefixOf', () => {
  it('refuses lengths that the family does not have', () => {
    for (const length of [-1, 33, 1.5, NaN]) {
      expect(() => prefixOf(ipAddress('10.0.0.1'), length)).toThrow(RangeError);
    }
  });

  it('contains the address that it was made of', () => {
    fc.assert(
      fc.property(address, fc.nat(32), (of, length) =>
        expect(prefixContains(prefixOf(of, length), of)).toBe(true),
      ),
    );
  });
});

describe('prefixContains', () => {
  it('agrees with a comparison bit by bit', () => {
    fc.assert(
      fc.property(prefix, address, (value, of) =>
        expect(prefixContains(value, of)).toBe(containsNaively(value, of)),
      ),
      { numRuns: 2000 },
    );
  });
});

describe('PrefixSet', () => {
  it('covers what one of its prefixes contains', () => {
    fc.assert(
      fc.property(fc.array(prefix, { maxLength: 8 }), address, (prefixes, of) => {
        const set = new PrefixSet(prefixes);
        expect(set.covers(of)).toBe(prefixes.some((value) => containsNaively(value, of)));
        expect(set.isEmpty).toBe(prefixes.length === 0);
      }),
      { numRuns: 2000 },
    );
  });
});

import { isIPv6 } from 'node:net';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  addressFamily,
  ipAddress,
  ipAddressBytes,
  ipAddressFromBytes,
  parseIpAddress,
} from './ip-address.js';

const bytes = fc.oneof(
  fc.uint8Array({ minLength: 4, maxLength: 4 }),
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
  // runs of zeros, which is where IPv6 text has its rules
  fc.array(fc.constantFrom(0, 0, 0, 1, 0xff), { minLength: 16, maxLength: 16 }),
);

describe('parseIpAddress', () => {
  it.each([
    ['10.69.0.1', '10.69.0.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['::', '::'],
    ['::1', '::1'],
    ['FD00::A', 'fd00::a'],
    ['fd00:0000::0009', 'fd00::9'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
    // RFC 5952 4.2.2, 4.2.3: no shortening of one group; the longest run, the first of equals
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
    ['::ffff:a00:1', '::ffff:10.0.0.1'],
    ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
  ])('%s is %s', (text, canonical) => {
    expect(parseIpAddress(text)).toBe(canonical);
  });

  it.each([
    ...[
      '',
      ' 10.0.0.1',
      '10.0.0.1 ',
      '10.0.0',
      '10.0.0.1.2',
      '10.0.0.256',
      '10.0.0.01',
      '0x0a.0.0.1',
    ],
    ...['10.0.0.-1', '1e1.0.0.1', ':', ':::', '::1::', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9'],
    ...['1:2:3:4:5:6:7:8::', '12345::', 'g::', 'fe80::1%eth0', '[::1]', '::1/64', '10.0.0.1::'],
    ...['::10.0.0', '::10.0.0.1:1', 'localhost'],
  ])('"%s" is none', (text) => {
    expect(parseIpAddress(text)).toBeUndefined();
    expect(() => ipAddress(text)).toThrow(TypeError);
  });

  it('never throws, and what it gives is canonical', () => {
    const noise = fc.string({ unit: fc.constantFrom(...'0123456789abcf:.%/ '.split('')) });
    fc.assert(
      fc.property(noise, (text) => {
        const address = parseIpAddress(text);
        if (address !== undefined) expect(parseIpAddress(address)).toBe(address);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes what Node takes for IPv6, but for zone ids', () => {
    const noise = fc.string({ unit: fc.constantFrom(...'012af:::.'.split('')), maxLength: 20 });
    fc.assert(
      fc.property(noise, (text) => {
        if (text.includes(':')) expect(parseIpAddress(text) !== undefined).toBe(isIPv6(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('bytes', () => {
  it('of an address give that address again', () => {
    fc.assert(
      fc.property(bytes, (values) => {
        const address = ipAddressFromBytes(Uint8Array.from(values));
        expect([...ipAddressBytes(address)]).toEqual([...values]);
        expect(parseIpAddress(address)).toBe(address);
        expect(addressFamily(address)).toBe(values.length === 4 ? 'ipv4' : 'ipv6');
      }),
      { numRuns: 2000 },
    );
  });

  it('of another number are no address', () => {
    for (const length of [0, 3, 5, 15, 17]) {
      expect(() => ipAddressFromBytes(new Uint8Array(length))).toThrow(TypeError);
    }
  });
});

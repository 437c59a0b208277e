import { describe, expect, it } from '@jest/globals';
import {
  type IpAddress,
  ipAddress,
  parsePrefix,
  type Prefix,
  prefixContains,
  prefixOf,
} from '@kith/net-types';
import * as fc from 'fast-check';

import { AddressIndex } from './address-index.js';

interface Item {
  readonly address: IpAddress;
  readonly name?: string;
}

const item = (text: string): Item => ({ address: ipAddress(text) });

function prefix(text: string): Prefix {
  const parsed = parsePrefix(text);
  if (!parsed) throw new TypeError(text);
  return parsed;
}

function indexOf(...texts: readonly string[]): AddressIndex<Item> {
  const index = new AddressIndex<Item>();
  for (const text of texts) index.add(item(text));
  return index;
}

const under = (index: AddressIndex<Item>, text: string): string[] =>
  index.under(prefix(text)).map(({ address }) => address);

describe('what is under a prefix', () => {
  const index = indexOf('10.1.0.0', '10.0.255.255', '10.1.0.255', '10.1.1.0', '9.0.0.1', 'fd00::a');

  it.each([
    ['10.1.0.0/24', ['10.1.0.0', '10.1.0.255']],
    ['10.1.0.0/23', ['10.1.0.0', '10.1.0.255', '10.1.1.0']],
    ['10.1.0.255/32', ['10.1.0.255']],
    ['10.1.0.128/25', ['10.1.0.255']],
    ['172.16.0.0/12', []],
    ['0.0.0.0/0', ['9.0.0.1', '10.0.255.255', '10.1.0.0', '10.1.0.255', '10.1.1.0']],
    ['::/0', ['fd00::a']],
  ])('%s', (text, expected) => {
    expect(under(index, text)).toEqual(expected);
  });
});

it('keeps two items of one address apart', () => {
  const index = new AddressIndex<Item>();
  const [first, second] = [
    { address: ipAddress('10.0.0.1'), name: 'on any device' },
    { address: ipAddress('10.0.0.1'), name: 'on eth1' },
  ];
  index.add(first);
  index.add(second);
  expect(index.under(prefix('10.0.0.0/8'))).toHaveLength(2);
  index.remove(first);
  expect(index.under(prefix('10.0.0.0/8'))).toEqual([second]);
});

it('forgets what came and went before it was asked', () => {
  const index = indexOf('10.0.0.1');
  const brief = item('10.0.0.2');
  index.add(brief);
  index.remove(brief);
  expect(under(index, '10.0.0.0/8')).toEqual(['10.0.0.1']);
});

it('finds what a search through all would find, whatever came and went', () => {
  const address = fc
    .oneof(
      fc.tuple(fc.nat(3), fc.nat(255)).map(([a, b]) => `10.0.${a}.${b}`),
      fc.nat(255).map((n) => `fd00::${n.toString(16)}`),
    )
    .map(ipAddress);
  const step = fc.record({
    comes: fc.array(address, { maxLength: 40 }),
    goes: fc.array(fc.nat(), { maxLength: 10 }),
    asked: fc
      .tuple(address, fc.nat(12))
      .map(([base, bits]) => prefixOf(base, (base.includes(':') ? 128 : 32) - bits)),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const index = new AddressIndex<Item>();
      const all: Item[] = [];
      for (const { comes, goes, asked } of steps) {
        for (const one of comes.map((text) => item(text))) {
          all.push(one);
          index.add(one);
        }
        for (const at of goes) {
          const [gone] = all.splice(at % Math.max(1, all.length), 1);
          if (gone) index.remove(gone);
        }
        const found = index.under(asked);
        const expected = all.filter((one) => prefixContains(asked, one.address));
        expect(found).toHaveLength(expected.length);
        expect(new Set(found)).toEqual(new Set(expected));
      }
    }),
  );
});

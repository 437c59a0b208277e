import { describe, expect, it } from '@jest/globals';

import { nodeClaim, nodeList } from './node-record.js';

function issues(value: unknown): string[] {
  const result = nodeList.safeParse(value);
  return result.success ? [] : result.error.issues.map(({ message }) => message);
}

describe('a list of nodes', () => {
  it('is taken with its addresses unchecked, with labels or without', () => {
    const nodes = [
      { name: 'node2', addresses: ['10.69.0.2', 'nonsense'] },
      { name: 'node3', addresses: [], labels: { role: 'worker' } },
    ];
    expect(nodeList.parse(nodes)).toEqual(nodes);
  });

  it('has distinct names, and is told which two are not', () => {
    expect(issues(['a', 'b', 'a'].map((name) => ({ name, addresses: [] })))).toEqual([
      'nodes[0] and nodes[2] are both named "a"; names must be distinct',
    ]);
  });

  it.each([
    [{ name: '', addresses: [] }],
    [{ name: 'a\u001b[31m', addresses: [] }],
    [{ name: 'a\nb', addresses: [] }],
    [{ name: 'a'.repeat(254), addresses: [] }],
    [{ addresses: [] }],
    [{ name: 'a' }],
    [{ name: 'a', addresses: '10.0.0.2' }],
    [{ name: 'a', addresses: [10] }],
    [{ name: 'a', addresses: [], adresses: [] }],
    [{ name: 'a', addresses: [], labels: { role: 1 } }],
  ])('has no %j', (node) => {
    expect(issues([node])).toHaveLength(1);
  });
});

describe("a node's claim", () => {
  const node = { name: 'node2', addresses: ['10.69.0.2', 'fd00::2', 'nonsense'] };

  it('is its addresses', () => {
    expect(nodeClaim(node, ['ipv4', 'ipv6'])).toEqual({
      owner: 'node2',
      addresses: node.addresses,
    });
  });

  it('is without those of a family that is not wanted; what is no address stays, to be refused', () => {
    expect(nodeClaim(node, ['ipv6']).addresses).toEqual(['fd00::2', 'nonsense']);
  });
});

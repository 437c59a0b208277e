import { describe, expect, it } from '@jest/globals';

import { nodeClaim } from './node-claim.js';
import { sourceKubernetesConfig } from './source-kubernetes.config.js';

const NODE = {
  metadata: {
    name: 'worker-7',
    annotations: { 'projectcalico.org/IPv4Address': '10.1.0.7/24', lan: ' 10.2.0.7, fd02::7 ,' },
  },
  status: {
    addresses: [
      { type: 'Hostname', address: 'worker-7' },
      { type: 'ExternalIP', address: '192.0.2.7' },
      { type: 'InternalIP', address: '10.0.0.7' },
      { type: 'InternalIP', address: 'fd00:0::7' },
    ],
  },
};

const addresses = (node: unknown, config = {}): unknown =>
  nodeClaim(node, sourceKubernetesConfig.parse(config))?.addresses;

describe('the addresses of a node', () => {
  it('are its internal ones, then its external ones, of both families', () => {
    expect(nodeClaim(NODE, sourceKubernetesConfig.parse({}))).toEqual({
      owner: 'worker-7',
      addresses: ['10.0.0.7', 'fd00::7', '192.0.2.7'],
    });
  });

  it('are those of the types and families of the config', () => {
    expect(addresses(NODE, { addressTypes: ['ExternalIP'] })).toEqual(['192.0.2.7']);
    expect(addresses(NODE, { families: ['ipv6'] })).toEqual(['fd00::7']);
  });

  it('are in annotations too', () => {
    const addressAnnotations = ['projectcalico.org/IPv4Address', 'lan', 'absent', 'toString'];
    expect(addresses(NODE, { addressTypes: [], addressAnnotations })).toEqual([
      '10.1.0.7',
      '10.2.0.7',
      'fd02::7',
    ]);
  });

  it('are each there once, and a text that is none is left for Targets to refuse', () => {
    const given = ['10.0.0.7', '10.0.0.7', 'nonsense'].map((address) => ({
      type: 'InternalIP',
      address,
    }));
    const node = { metadata: { name: 'a' }, status: { addresses: given } };
    expect(addresses(node)).toEqual(['10.0.0.7', 'nonsense']);
  });

  it.each([
    [{ metadata: { name: 'a' } }],
    [{ metadata: { name: 'a', annotations: 'x' }, status: null }],
    [{ metadata: { name: 'a' }, status: { addresses: 'x' } }],
    [
      {
        metadata: { name: 'a' },
        status: { addresses: [null, 7, 'x', {}, { type: 'InternalIP' }] },
      },
    ],
    [{ metadata: { name: 'a' }, status: { addresses: [{ type: 'InternalIP', address: {} }] } }],
    [
      {
        metadata: { name: 'a' },
        status: { addresses: [{ type: 'InternalIP', address: '1'.repeat(1e6) }] },
      },
    ],
  ])('are none in %j', (node) => {
    expect(addresses(node, { addressAnnotations: ['x'] })).toEqual([]);
  });

  it.each([
    [null],
    [undefined],
    ['x'],
    [[]],
    [{}],
    [{ metadata: null }],
    [{ metadata: { name: '' } }],
    [{ metadata: { name: 'a\nb' } }],
  ])('are not known of %j', (node) => {
    expect(nodeClaim(node, sourceKubernetesConfig.parse({}))).toBeUndefined();
  });

  it('are bounded', () => {
    const given = Array.from({ length: 5_000 }, (_, i) => ({
      type: 'InternalIP',
      address: `10.0.${i >> 8}.${i & 255}`,
    }));
    expect(addresses({ metadata: { name: 'a' }, status: { addresses: given } })).toHaveLength(
      4_096,
    );
  });
});

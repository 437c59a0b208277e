import { describe, expect, it } from '@jest/globals';

import { sliceClaim } from './slice-claim.js';

const BOTH = ['ipv4', 'ipv6'] as const;

const slice = (...endpoints: readonly unknown[]): unknown => ({
  metadata: { namespace: 'shop', name: 'web-x7k2p' },
  addressType: 'IPv4',
  endpoints,
});

describe('the backends in an EndpointSlice', () => {
  it.each([
    ['is ready', { ready: true }, true],
    ['says nothing', {}, true],
    ['terminates, and serves until then', { ready: false, serving: true, terminating: true }, true],
    ['is not ready', { ready: false, serving: false }, false],
    ['terminates, and serves no more', { ready: false, serving: false, terminating: true }, false],
    ['is not ready, of a server that does not know "serving"', { ready: false }, false],
  ])('are wanted or not: one that %s', (_what, conditions, isWanted) => {
    expect(sliceClaim(slice({ addresses: ['10.0.0.5'], conditions }), BOTH)).toEqual({
      owner: 'shop/web-x7k2p',
      addresses: isWanted ? ['10.0.0.5'] : [],
    });
  });

  it('are each wanted once', () => {
    const endpoints = [{ addresses: ['10.0.0.5'] }, { addresses: ['10.0.0.5', '10.0.0.6'] }];
    expect(sliceClaim(slice(...endpoints), BOTH)?.addresses).toEqual(['10.0.0.5', '10.0.0.6']);
  });

  it('are none of names, of the other family, and of what cannot be read', () => {
    const names = {
      metadata: { namespace: 'a', name: 'b' },
      addressType: 'FQDN',
      endpoints: [{ addresses: ['x.y'] }],
    };
    expect(sliceClaim(names, BOTH)?.addresses).toEqual([]);
    expect(sliceClaim(slice({ addresses: ['10.0.0.5'] }), ['ipv6'])?.addresses).toEqual([]);
    expect(
      sliceClaim(slice(null, 7, { addresses: 'x' }, { addresses: [7, null] }), BOTH)?.addresses,
    ).toEqual([]);
    expect(sliceClaim({ addressType: 'IPv4' }, BOTH)).toBeUndefined();
  });
});

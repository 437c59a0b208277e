import { beforeEach, describe, expect, it } from '@jest/globals';
import { managedNeighbor } from '@kith/neighbor-testing';
import { ipAddress } from '@kith/net-types';

import { ControllerFixture, ETH1, ETH2 } from './controller-fixture.fake.js';
import { neighborControllerConfig } from './neighbor-controller.config.js';

let kith: ControllerFixture;

beforeEach(async () => {
  kith = new ControllerFixture({ excludePrefixes: ['10.8.0.0/16'] });
  await kith.start();
  await kith.route('10.9.0.0/24', { dev: ETH1, via: '10.0.0.66' });
  await kith.want('node2', '10.9.0.2', '10.7.0.2');
  await kith.answers('1/10.0.0.66');
});

const explain = (text: string) => kith.view.explain(ipAddress(text));

it('follows a target through the whole chain', async () => {
  const { targets, lookups, neighbors, entries, conclusion } = await explain('10.9.0.2');
  expect(targets).toMatchObject([{ address: '10.9.0.2', owners: ['static/node2'] }]);
  expect(lookups).toMatchObject([
    { answer: { kind: 'next-hops', hops: [{ ifindex: 1, address: '10.0.0.66' }] } },
    { device: 'eth1', answer: { kind: 'next-hops' } },
    { device: 'eth2', answer: { kind: 'skipped', reason: 'other-device' } },
  ]);
  expect(neighbors).toMatchObject([{ address: '10.0.0.66', status: 'resolved' }]);
  expect(entries).toMatchObject([{ device: 'eth1', address: '10.0.0.66', owner: 'kith' }]);
  expect(conclusion).toBe('10.9.0.2 is a target, reached through 10.0.0.66 on eth1 (resolved).');
});

it('says of what is no neighbor what it is', async () => {
  expect((await explain('224.0.0.1')).conclusion).toBe(
    '224.0.0.1 is never written: it is a multicast address.',
  );
});

it('asks the FIB anew, with the lookup that is given and no other', async () => {
  kith.forget();
  const lookup = { iif: ETH2, mark: 7 };
  await kith.view.explain(ipAddress('10.9.0.2'), lookup);
  expect(kith.resolver.queries).toEqual([{ address: '10.9.0.2', lookup }]);
});

it('asks with the configured lookups besides, and says which', async () => {
  const lookups = [{ iif: 'eth2', from: '10.0.0.9', mark: 7 }, { mark: 8 }];
  kith.config.set(neighborControllerConfig.parse({ lookups }));
  await kith.quiet();
  const explanation = await explain('10.9.0.2');
  expect(explanation.lookups.map(({ lookup }) => lookup)).toEqual([
    ...[undefined, undefined, undefined],
    ...['iif eth2, from 10.0.0.9, mark 7', 'mark 8'],
  ]);
});

it('tells what stands by from what is in use', async () => {
  kith.state.gatewayRoutesChanged('10.9.0.0/24', {
    ifindex: ETH1,
    address: ipAddress('10.0.0.67'),
  });
  await kith.quiet();
  const { targets, neighbors, conclusion } = await explain('10.9.0.2');
  expect(targets[0]?.nextHops).toEqual([
    { device: 'eth1', address: '10.0.0.66', status: 'resolved' },
    { device: 'eth1', address: '10.0.0.67', status: 'resolving', standby: true },
  ]);
  expect(neighbors.map(({ address }) => address)).toEqual(['10.0.0.66', '10.0.0.67']);
  expect(conclusion).toContain('10.0.0.67 on eth1 (resolving, stands by)');
});

it('shows rows of the table that are not ours as well', async () => {
  kith.has(managedNeighbor({ address: ipAddress('10.0.0.5'), protocol: 11 }));
  expect((await explain('10.0.0.5')).entries).toMatchObject([{ owner: 'foreign', protocol: 11 }]);
});

describe('the conclusion', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1 is never written: it is one of our own addresses.'],
    ['10.8.0.1', '10.8.0.1 is never written: excluded (excludePrefixes).'],
    ['10.7.0.2', '10.7.0.2 is a target, skipped: unroutable.'],
    [
      '10.0.0.66',
      '10.0.0.66 is no target itself, but the next hop on eth1 of 10.9.0.2 (resolved).',
    ],
    [
      '10.0.0.5',
      '10.0.0.5 is no target: no source asks for it, so its next hop is left to the kernel.',
    ],
    ['10.6.0.1', '10.6.0.1 is no target, and no route leads to it.'],
  ])('for %s', async (text, conclusion) => {
    expect((await explain(text)).conclusion).toBe(conclusion);
  });
});

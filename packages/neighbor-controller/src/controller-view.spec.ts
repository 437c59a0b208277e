import { beforeEach, describe, expect, it } from '@jest/globals';
import { gateway, managedNeighbor } from '@kith/neighbor-testing';
import { ipAddress } from '@kith/net-types';

import { ControllerFixture, ETH1 } from './controller-fixture.fake.js';

let kith: ControllerFixture;

beforeEach(() => {
  kith = new ControllerFixture();
});

describe('the summary', () => {
  it('counts what there is', async () => {
    await kith.start();
    await kith.want('nodes', '10.0.0.2', '10.0.0.3', '10.0.1.2', 'nonsense');
    await kith.answers('1/10.0.0.2');
    expect(kith.view.summary()).toEqual({
      isDiscoveryOn: true,
      strategy: 'managed',
      strategyReason: 'auto: the first that this kernel supports',
      mark: 75,
      families: ['ipv4', 'ipv6'],
      sources: [{ id: 'static', isSynced: true, owners: 1 }],
      targets: 3,
      refusedTargets: 1,
      neighbors: {
        pending: 0,
        resolving: 2,
        resolved: 1,
        unresolved: 0,
        parked: 0,
        foreign: 0,
        error: 0,
      },
      heldBack: 0,
    });
  });

  it('names the direct routing device where there is one', async () => {
    await kith.start();
    kith.state.gatewaysChanged([gateway()]);
    await kith.quiet();
    expect(kith.view.summary().directRoutingDevice).toBe('eth1');
  });

  it('can be had before the start', () => {
    expect(kith.view.summary()).toMatchObject({ strategy: 'none', targets: 0 });
  });
});

describe('what is about to be written', () => {
  const leftBehind = managedNeighbor({ address: ipAddress('10.0.0.9') });

  it('comes with the reason for each', async () => {
    kith.has(leftBehind);
    kith.writer.fail(ETH1, ipAddress('10.0.0.2'));
    kith.writer.fail(ETH1, ipAddress('10.0.0.9'));
    await kith.start();
    await kith.want('node2', '10.0.0.2');
    expect(kith.view.pending()).toMatchObject([
      {
        write: { kind: 'set', address: '10.0.0.2' },
        device: 'eth1',
        reason: 'wanted by static/node2 (10.0.0.2)',
      },
      {
        write: { kind: 'delete', address: '10.0.0.9' },
        device: 'eth1',
        reason: 'it carries our mark and nobody wants it',
      },
    ]);
  });

  it('is what is ours, with discovery off, and says so', async () => {
    kith = new ControllerFixture({ discovery: false });
    kith.has(managedNeighbor());
    kith.writer.fail(ETH1, managedNeighbor().address);
    await kith.start();
    await kith.want('node2', '10.0.0.2');
    expect(kith.view.pending()).toMatchObject([
      { write: { kind: 'delete' }, reason: 'it carries our mark, and discovery is off' },
    ]);
  });

  it('is nothing that is held back', async () => {
    kith.has(leftBehind);
    await kith.start({ isSynced: false });
    expect(kith.view.pending()).toEqual([]);
  });
});

it('tells that something changed, once for each burst, until nobody listens', async () => {
  await kith.start();
  let changes = 0;
  const cancel = kith.view.onChange(() => changes++);
  await kith.want('nodes', '10.0.0.2', '10.0.0.3');
  expect(changes).toBe(1);
  cancel();
  await kith.release('nodes');
  expect(changes).toBe(1);
});

it('tells of events as they happen, and of those that were', async () => {
  await kith.start();
  const kinds: string[] = [];
  const cancel = kith.view.onEvent(({ kind }) => kinds.push(kind));
  await kith.want('node2', '10.0.0.2');
  await kith.answers('1/10.0.0.2');
  await kith.release('node2');
  cancel();
  await kith.want('node2', '10.0.0.2');
  expect(kinds).toEqual(['written', 'resolved', 'removed']);
  const past = kith.view.recentEvents().map(({ kind }) => kind);
  expect(past.slice(-4)).toEqual([...kinds, 'written']);
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { managedNeighbor, neighbor } from '@kith/neighbor-testing';
import { ipAddress } from '@kith/net-types';

import { ControllerFixture, ETH1, ETH2 } from './controller-fixture.fake.js';
import { Reports } from './reports.js';

let kith: ControllerFixture;
let reports: Reports;

beforeEach(async () => {
  kith = new ControllerFixture();
  reports = new Reports(kith.controller, kith.state, kith.writer);
  await kith.start();
});

describe('a neighbor', () => {
  it('is reported as the contract has it', async () => {
    await kith.clock.advance(1000);
    await kith.want('node2', '10.0.0.2');
    await kith.answers('1/10.0.0.2');
    expect(reports.neighbors()).toEqual([
      {
        device: 'eth1',
        ifindex: 1,
        address: '10.0.0.2',
        lladdr: '02:00:00:00:0a:02',
        state: 'REACHABLE',
        flags: ['managed', 'extern_learn'],
        protocol: 75,
        strategy: 'managed',
        status: 'resolved',
        class: 'node',
        targets: [{ address: '10.0.0.2', owners: ['static/node2'] }],
        since: '2026-01-01T00:00:01.000Z',
        repairs: 0,
      },
    ]);
  });

  it('that the kernel has no entry of is in state NONE, with no flags', async () => {
    kith.writer.fail(ETH1, ipAddress('10.0.0.2'), { message: 'EPERM: no' });
    await kith.want('node2', '10.0.0.2');
    expect(reports.neighbors()).toMatchObject([
      { state: 'NONE', flags: [], protocol: 0, status: 'error', error: 'EPERM: no' },
    ]);
  });

  it('that is not the target itself is of class gateway', async () => {
    await kith.route('10.9.0.0/24', { dev: ETH1, via: '10.0.0.66' });
    await kith.want('node2', '10.9.0.2');
    expect(reports.neighbors()).toMatchObject([{ address: '10.0.0.66', class: 'gateway' }]);
  });

  it('is of the best class of those that own its targets', async () => {
    const others = kith.registry.register({ id: 'file', class: 'other' });
    others.set([{ owner: 'x', addresses: ['10.0.0.2', '10.0.0.3'] }]);
    await kith.want('node2', '10.0.0.2');
    expect(reports.neighbors().map((entry) => entry.class)).toEqual(['node', 'other']);
  });

  it('stands in the order of devices', async () => {
    await kith.want('nodes', '10.0.1.2', '10.0.0.3', '10.0.0.2');
    const keys = reports.neighbors().map(({ ifindex, address }) => `${ifindex}/${address}`);
    expect(keys).toEqual(['1/10.0.0.2', '1/10.0.0.3', '2/10.0.1.2']);
  });
});

describe('a target', () => {
  it('is reported with its next hops and how they are', async () => {
    await kith.route(
      '10.9.0.0/24',
      { dev: ETH1, via: '10.0.0.66' },
      { dev: ETH2, via: '10.0.1.66' },
    );
    await kith.want('node2', '10.9.0.2');
    await kith.answers('1/10.0.0.66');
    expect(reports.targets()).toEqual([
      {
        address: '10.9.0.2',
        owners: ['static/node2'],
        class: 'node',
        nextHops: [
          { device: 'eth1', address: '10.0.0.66', status: 'resolved' },
          { device: 'eth2', address: '10.0.1.66', status: 'resolving' },
        ],
      },
    ]);
  });

  it('is reported with the one device that it is meant on', async () => {
    kith.source.set([{ owner: 'gw', addresses: [{ address: '10.0.1.2', ifindex: ETH2 }] }]);
    await kith.quiet();
    expect(reports.targets()).toMatchObject([{ address: '10.0.1.2', device: 'eth2' }]);
  });

  it('that is skipped or refused says why', async () => {
    await kith.want('node2', '10.9.0.2', 'nonsense');
    expect(reports.targets()).toMatchObject([
      { address: '10.9.0.2', nextHops: [], skipped: 'unroutable' },
      { address: 'nonsense', class: 'node', skipped: 'refused: is not an IP address' },
    ]);
  });

  it('that was not asked about yet says so', () => {
    kith.source.set([{ owner: 'node2', addresses: ['10.0.0.2'] }]);
    expect(reports.targets()).toMatchObject([{ skipped: 'its routes were not asked yet' }]);
  });
});

it('counts the neighbors of each device', async () => {
  await kith.want('nodes', '10.0.0.2', '10.0.0.3');
  expect(reports.devices()).toEqual([
    { device: 'eth1', ifindex: 1, isSelected: true, reason: 'carries 10.0.0.1', neighbors: 2 },
    { device: 'eth2', ifindex: 2, isSelected: true, reason: 'carries 10.0.1.1', neighbors: 0 },
  ]);
});

it('says whose the rows of the table are', () => {
  const three = ipAddress('10.0.0.3');
  kith.has(
    managedNeighbor(),
    neighbor({ ifindex: ETH2 }),
    neighbor({ address: three, protocol: 11 }),
  );
  const owners = (text: string): string[] =>
    reports.entries(new Set([ipAddress(text)])).map(({ device, owner }) => `${device} ${owner}`);
  expect(owners('10.0.0.2')).toEqual(['eth1 kith', 'eth2 kernel']);
  expect(owners('10.0.0.3')).toEqual(['eth1 foreign']);
});

describe('who wants a neighbor', () => {
  const wantedBy = (): string[] =>
    [...kith.controller.desired.byKey.values()].map((one) => reports.wantedBy(one));

  it('is said with the first target and the number of others', async () => {
    await kith.route('10.9.0.0/24', { dev: ETH1, via: '10.0.0.66' });
    await kith.want('a', '10.9.0.2', '10.9.0.3');
    await kith.want('b', '10.9.0.2', '10.9.0.4');
    expect(wantedBy()).toEqual(['wanted by static/a, static/b (10.9.0.2) and 2 more']);
  });

  it('is nobody while it waits for its replacement', async () => {
    await kith.route('10.9.0.0/24', { dev: ETH1, via: '10.0.0.66' });
    await kith.want('a', '10.9.0.2');
    await kith.route('10.9.0.0/24', { dev: ETH2, via: '10.0.1.66' });
    expect(wantedBy()[0]).toBe('kept until its replacement is usable');
  });
});

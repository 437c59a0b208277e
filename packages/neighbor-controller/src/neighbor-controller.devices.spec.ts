import { beforeEach, describe, expect, it } from '@jest/globals';
import { interfaceAddress, link, managedNeighbor } from '@kith/neighbor-testing';
import { ifIndex, ipAddress, macAddress } from '@kith/net-types';

import { ControllerFixture, ETH1 } from './controller-fixture.fake.js';
import { neighborControllerConfig } from './neighbor-controller.config.js';

let kith: ControllerFixture;

beforeEach(() => {
  kith = new ControllerFixture();
});

describe('an address of our own', () => {
  it('that was a neighbor until now has its entry removed, and the reverse', async () => {
    await kith.start();
    await kith.want('node2', '10.0.0.2');
    const before = interfaceAddress();
    const moved = interfaceAddress({ address: ipAddress('10.0.0.2') });
    kith.state.addressesChanged(ETH1, [before, moved]);
    await kith.quiet();
    expect(kith.ours).toEqual([]);
    kith.state.addressesChanged(ETH1, [before]);
    await kith.quiet();
    expect(kith.ours).toEqual(['1/10.0.0.2']);
  });
});

it.each([
  ['devices', { devices: ['eth2', 'nosuch0'] }],
  ['directRoutingDevice', { directRoutingDevice: 'nosuch0' }],
  ['lookups', { lookups: [{ iif: 'nosuch0', from: '10.0.0.9' }] }],
])('a device that %s names is missed in health until it is there', async (named, config) => {
  kith = new ControllerFixture(config);
  await kith.start();
  expect(kith.health.complaints()).toEqual([
    `neighbor-controller/devices: there is no device nosuch0 (${named}); it is served as soon as there is, else mend its name in neighbor-controller`,
  ]);
  kith.state.linkChanged(link({ ifindex: ifIndex(3), name: 'nosuch0' }));
  await kith.quiet();
  expect(kith.health.complaints()).toEqual([]);
});

describe('a device', () => {
  beforeEach(async () => {
    await kith.start();
    await kith.want('nodes', '10.0.0.2', '10.0.1.2');
    await kith.answers('1/10.0.0.2', '2/10.0.1.2');
    kith.forget();
  });

  it('without carrier is not written to; once it is back its neighbors are', async () => {
    kith.state.carrierLost(ETH1);
    await kith.quiet();
    expect(kith.writes).toEqual([]);
    expect(kith.statuses).toEqual({ '1/10.0.0.2': 'pending', '2/10.0.1.2': 'resolved' });
    kith.state.linkUp(ETH1);
    await kith.quiet();
    expect(kith.writes).toEqual(['set 1/10.0.0.2']);
  });

  it('has what nobody wants removed once it has carrier again, not before', async () => {
    kith.state.carrierLost(ETH1);
    await kith.observe(managedNeighbor({ address: ipAddress('10.0.0.9') }));
    expect(kith.writes).toEqual([]);
    kith.state.linkUp(ETH1);
    await kith.quiet();
    expect(kith.writes).toContain('delete 1/10.0.0.9');
  });

  it('that kept its entries without carrier has those asked for that failed meanwhile', async () => {
    kith.state.linkChanged({ ...link({ ifindex: ETH1 }), hasCarrier: false });
    await kith.route('10.0.0.0/24');
    await kith.observe(managedNeighbor({ state: 'FAILED' }));
    expect(kith.writes).toEqual([]);
    kith.state.linkUp(ETH1);
    await kith.route('10.0.0.0/24', { dev: ETH1 });
    expect(kith.writes).toEqual(['set 1/10.0.0.2']);
  });

  it('that flaps is no fight with anybody', async () => {
    for (let i = 0; i < 10; i++) {
      kith.state.carrierLost(ETH1);
      await kith.quiet();
      kith.state.linkUp(ETH1);
      await kith.quiet();
    }
    expect(kith.ours).toEqual(['1/10.0.0.2', '2/10.0.1.2']);
    expect(kith.metrics.count('neighbor_repairs_total')).toBe(0);
    expect(kith.health.complaints()).toEqual([]);
  });

  it('that was without carrier has its neighbors planned without the MAC that they had', async () => {
    kith.state.carrierLost(ETH1);
    await kith.quiet();
    kith.state.linkUp(ETH1);
    await kith.quiet();
    const last = kith.strategy.planned.at(-1);
    expect(last).toMatchObject({ address: '10.0.0.2', observed: undefined });
    expect(last).not.toHaveProperty('knownLladdr');
  });

  it('whose own MAC changes has its neighbors, flushed by the kernel, again; nobody is to blame', async () => {
    const lladdr = macAddress('02:00:00:00:00:ff');
    kith.state.linkChanged(link({ ifindex: ETH1, lladdr }));
    await kith.quiet();
    await kith.deletedBySomebody('1/10.0.0.2');
    expect(kith.writes).toEqual(['set 1/10.0.0.2']);
    expect(kith.metrics.count('neighbor_repairs_total')).toBe(0);
  });

  it('that changes has those of its neighbors asked for that do not serve', async () => {
    // once is asked for as it is, twice is left to the kernel
    await kith.observe(managedNeighbor({ state: 'FAILED' }));
    await kith.observe(managedNeighbor({ state: 'FAILED' }));
    kith.forget();
    kith.state.addressesChanged(ETH1, [interfaceAddress()]);
    await kith.quiet();
    expect(kith.writes).toEqual(['set 1/10.0.0.2']);
  });

  it('that is down is not served, and says so', async () => {
    kith.state.linkDown(ETH1);
    await kith.quiet();
    expect(kith.statuses).toEqual({ '2/10.0.1.2': 'resolved' });
    expect(kith.view.devices()).toMatchObject([
      { device: 'eth1', isSelected: false, reason: 'is down' },
      { device: 'eth2', isSelected: true },
    ]);
    kith.state.linkUp(ETH1);
    await kith.quiet();
    expect(kith.ours).toEqual(['1/10.0.0.2', '2/10.0.1.2']);
  });

  it('that is deleted and made again has its neighbors under the new ifindex', async () => {
    const again = ifIndex(3);
    kith.fib.routes.delete('10.0.0.0/24');
    kith.state.linkRemoved(ETH1);
    await kith.quiet();
    expect(kith.statuses).toEqual({ '2/10.0.1.2': 'resolved' });

    kith.state.linkChanged(link({ ifindex: again, name: 'eth1' }));
    kith.state.addressesChanged(again, [interfaceAddress({ ifindex: again })]);
    await kith.route('10.0.0.0/24', { dev: again });
    expect(kith.writes).toEqual(['set 3/10.0.0.2']);
  });

  it('that the config takes away loses our entries, at once; and has them again with it', async () => {
    const config = { devices: ['eth2'] };
    kith.config.set(neighborControllerConfig.parse(config));
    await kith.quiet();
    expect(kith.writes).toEqual(['delete 1/10.0.0.2']);
    kith.config.set(neighborControllerConfig.parse({}));
    await kith.quiet();
    expect(kith.ours).toEqual(['1/10.0.0.2', '2/10.0.1.2']);
  });
});

describe('the devices that have our neighbors', () => {
  it('are told to kernel-state as they come and go; none where discovery is off', async () => {
    await kith.start();
    expect(kith.state.served).toEqual([1, 2]);
    kith.state.linkDown(ETH1);
    expect(kith.state.served).toEqual([2]);
    kith.config.set({ ...kith.config.current, discovery: false });
    expect(kith.state.served).toEqual([]);
  });
});

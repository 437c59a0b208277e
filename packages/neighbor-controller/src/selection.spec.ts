import { describe, expect, it } from '@jest/globals';
import { FakeKernelState, gateway, interfaceAddress, link } from '@kith/neighbor-testing';
import { ifIndex, ipAddress } from '@kith/net-types';

import { neighborControllerConfig } from './neighbor-controller.config.js';
import { Selection } from './selection.js';

const ETH2 = ifIndex(2);
const state = new FakeKernelState({
  links: [link(), link({ ifindex: ETH2 })],
  addresses: [interfaceAddress()],
  gateways: [gateway()],
});

const select = (config: unknown = {}): Selection =>
  new Selection(state, neighborControllerConfig.parse(config));

it('knows the devices that are served, and every device by name', () => {
  const selection = select();
  expect(selection.selected).toEqual([1]);
  expect(selection.isSelected(ifIndex(1))).toBe(true);
  expect(selection.isSelected(ETH2)).toBe(false);
  expect(selection.nameOf(ETH2)).toBe('eth2');
});

it('knows what to call a device that is gone, and that it is not served', () => {
  const selection = select();
  expect(selection.nameOf(ifIndex(7))).toBe('ifindex 7');
  expect(selection.isSelected(ifIndex(7))).toBe(false);
});

it('serves the device of the default route beside those that the config names', () => {
  const selection = select({ devices: ['eth2'] });
  expect(selection.directRoutingDevice).toBe('eth1');
  expect(selection.selected).toEqual([1, 2]);
});

describe('what is never written (I2)', () => {
  it.each([
    ['10.0.0.1', {}, 'local'],
    ['fd00::2', { families: ['ipv4'] }, 'ipv6 is off (families)'],
    ['10.9.0.1', { excludePrefixes: ['10.9.0.0/16'] }, 'excluded (excludePrefixes)'],
  ])('%s with %j: %s', (address, config, reason) => {
    expect(select(config).whyNever(ipAddress(address))).toBe(reason);
  });

  it('is not the rest', () => {
    const selection = select({ excludePrefixes: ['10.9.0.0/16'] });
    expect(selection.whyNever(ipAddress('10.0.0.2'))).toBeUndefined();
    expect(selection.whyNever(ipAddress('fd00::2'))).toBeUndefined();
  });
});

describe('configured lookups', () => {
  it('have their device by ifindex', () => {
    const lookups = [{ iif: 'eth2', from: '10.0.0.9', mark: 7 }, { mark: 8 }];
    expect(select({ lookups }).lookups).toEqual([
      { iif: ETH2, from: '10.0.0.9', mark: 7 },
      { mark: 8 },
    ]);
  });

  it('wait for a device that does not exist now', () => {
    expect(select({ lookups: [{ iif: 'eth7', from: '10.0.0.9' }] }).lookups).toEqual([]);
  });
});

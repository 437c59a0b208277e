import { describe, expect, it } from '@jest/globals';
import { FakeKernelState, gateway, interfaceAddress, link } from '@kith/neighbor-testing';
import { ifIndex, type InterfaceAddress, ipAddress, type Link } from '@kith/net-types';

import { directRoutingDevice, selectDevices } from './device-selection.js';
import { neighborControllerConfig } from './neighbor-controller.config.js';

type Names = Partial<Parameters<typeof selectDevices>[1]>;

/** What is decided for one link that carries an address. */
function decide(
  device: Link,
  names: Names = {},
  scope: InterfaceAddress['scope'] = 'global',
): readonly [boolean, string] | undefined {
  const address = interfaceAddress({ scope });
  const state = new FakeKernelState({ links: [device], addresses: [address] });
  const { devices, excludeDevices } = neighborControllerConfig.parse({});
  const defaults = { devices, excludeDevices, directRoutingDevice: undefined };
  const decision = selectDevices(state, { ...defaults, ...names }).get(device.ifindex);
  return decision && [decision.isSelected, decision.reason];
}

describe('with no `devices`', () => {
  it('takes what carries an address of global scope', () => {
    expect(decide(link())).toEqual([true, 'carries 10.0.0.1']);
  });

  it('takes a member of a VRF, which keeps its neighbors', () => {
    const member = { master: ifIndex(9), masterKind: 'vrf' };
    expect(decide(link(member))).toEqual([true, 'carries 10.0.0.1']);
  });

  it.each([
    [{ master: ifIndex(9), masterKind: 'bridge' }, 'is a port of a bridge'],
    [{ master: ifIndex(9) }, 'is a port of a master'],
    [{ name: 'veth12' }, 'is excluded by "veth+"'],
  ])('leaves out %j: it %s', (over, reason) => {
    expect(decide(link(over))).toEqual([false, reason]);
  });

  it('leaves out what only has a link-local address', () => {
    expect(decide(link(), {}, 'link')).toEqual([false, 'carries no address of global scope']);
  });
});

describe('with `devices`', () => {
  it('takes what they name, also without an address, excluded, or a port', () => {
    const port = { name: 'veth12', master: ifIndex(9), masterKind: 'bridge' };
    expect(decide(link(port), { devices: ['eth0', 'veth+'] }, 'link')).toEqual([
      true,
      'is named by devices ("veth+")',
    ]);
  });

  it('leaves out what they do not name', () => {
    expect(decide(link(), { devices: ['eno+'] })).toEqual([false, 'is not named by devices']);
  });
});

it('takes the direct routing device in any case', () => {
  const chosen = [true, 'is the direct routing device'];
  expect(decide(link(), { devices: ['eno+'], directRoutingDevice: 'eth1' })).toEqual(chosen);
  expect(decide(link(), { excludeDevices: ['+'], directRoutingDevice: 'eth1' })).toEqual(chosen);
});

describe('what cannot hold neighbors is out however it is named (I2)', () => {
  const { lladdr: _, ...withoutMac } = link();

  it.each([
    ['is the loopback device', link({ isLoopback: true })],
    ['does no ARP or ND (NOARP)', link({ isNoArp: true })],
    ['has no link-layer address', withoutMac],
    ['is down', link({ isUp: false })],
  ])('%s', (reason, device) => {
    expect(decide(device)).toEqual([false, reason]);
    expect(decide(device, { devices: ['+'], directRoutingDevice: 'eth1' })).toEqual([
      false,
      reason,
    ]);
  });
});

describe('the direct routing device', () => {
  const state = new FakeKernelState({
    links: [link(), link({ ifindex: ifIndex(2) })],
    gateways: [
      gateway({ isDefault: false }),
      gateway({ ifindex: ifIndex(2), address: ipAddress('10.0.1.254') }),
    ],
  });

  it('is that of the default route', () => {
    expect(directRoutingDevice('auto', state)).toBe('eth2');
  });

  it('is none without a default route', () => {
    expect(directRoutingDevice('auto', new FakeKernelState({ links: [link()] }))).toBeUndefined();
  });

  it('is the one that the config names', () => {
    expect(directRoutingDevice('eth7', state)).toBe('eth7');
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeKernelState, FakeTargets, gateway } from '@kith/neighbor-testing';
import { ifIndex, ipAddress } from '@kith/net-types';

import { GatewaySource } from './gateway-source.js';

const DEFAULT = gateway();
const OTHER = gateway({ address: ipAddress('10.0.0.253'), isDefault: false });
const LINK_LOCAL = { address: ipAddress('fe80::1'), isDefault: true };

let kernelState: FakeKernelState;
let targets: FakeTargets;
let source: GatewaySource;

beforeEach(() => {
  kernelState = new FakeKernelState({ gateways: [DEFAULT, OTHER] });
  targets = new FakeTargets();
  source = new GatewaySource(kernelState, targets);
});

describe('a gateway source', () => {
  it('wants the default gateways and those of other routes, and is synced', async () => {
    await source.start();
    const registered = targets.source('gateways');
    expect(registered.targetClass).toBe('gateway');
    expect(registered.isSynced).toBe(true);
    expect(claims()).toEqual({ default: ['10.0.0.254@1'], routes: ['10.0.0.253@1'] });
  });

  it('tells the same gateway on two devices apart', async () => {
    kernelState.gateways = [1, 2].map((index) => ({ ...LINK_LOCAL, ifindex: ifIndex(index) }));
    await source.start();
    expect(claims()).toEqual({ default: ['fe80::1@1', 'fe80::1@2'] });
  });

  it('has no owner for what there is none of', async () => {
    kernelState.gateways = [];
    await source.start();
    expect(claims()).toEqual({});
    expect(targets.source('gateways').isSynced).toBe(true);
  });

  it('follows the routing tables', async () => {
    await source.start();
    kernelState.gatewaysChanged([OTHER]);
    expect(claims()).toEqual({ routes: ['10.0.0.253@1'] });
    kernelState.gateways = [DEFAULT];
    kernelState.relisted();
    expect(claims()).toEqual({ default: ['10.0.0.254@1'] });
  });

  it('does nothing when something else changes', async () => {
    await source.start();
    kernelState.routesChanged('10.1.0.0/24');
    expect(targets.source('gateways').calls.replace).toBe(1);
  });

  it('waits for a mirror that is not synced', async () => {
    kernelState.isSynced = false;
    await source.start();
    expect(targets.source('gateways').calls).toMatchObject({ replace: 0, synced: 0 });
    kernelState.isSynced = true;
    kernelState.relisted();
    expect(targets.source('gateways').isSynced).toBe(true);
  });

  it('lets go when it stops, and can start again', async () => {
    await source.start();
    const first = targets.source('gateways');
    await source.stop();
    await source.stop();
    expect(first.calls.close).toBe(1);
    expect(kernelState.listenerCount).toBe(0);
    await source.start();
    await source.start();
    expect(targets.source('gateways').calls.replace).toBe(1);
  });
});

function claims(): Record<string, string[]> {
  const entries = [...targets.source('gateways').claims].map(([owner, addresses]) => [
    owner,
    addresses.map((one) => (typeof one === 'string' ? one : `${one.address}@${one.ifindex}`)),
  ]);
  return Object.fromEntries(entries) as Record<string, string[]>;
}

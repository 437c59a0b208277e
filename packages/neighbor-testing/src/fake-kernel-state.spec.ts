import { beforeEach, describe, expect, it } from '@jest/globals';
import type { KernelChange } from '@kith/neighbor-api';
import { ifIndex, ipAddress, neighborKey } from '@kith/net-types';

import { interfaceAddress, link, neighbor } from './builders.js';
import { FakeKernelState } from './fake-kernel-state.js';

const ETH1 = ifIndex(1);
const ETH2 = ifIndex(2);
const ADDRESS = ipAddress('10.0.0.2');
const KEY = neighborKey(ETH1, ADDRESS);

let state: FakeKernelState;
let changes: KernelChange[];

beforeEach(() => {
  state = new FakeKernelState({
    links: [link(), link({ ifindex: ETH2 })],
    addresses: [interfaceAddress(), interfaceAddress({ ifindex: ETH2 })],
    neighbors: [neighbor(), neighbor({ ifindex: ETH2 })],
  });
  changes = [];
  state.onChange((change) => changes.push(change));
});

describe('a fake kernel state', () => {
  it('takes the neighbors of a device that goes down, in one burst', () => {
    state.linkDown(ETH1);
    expect(changes).toHaveLength(1);
    expect(changes[0]?.links[0]).toMatchObject({
      previous: { isUp: true },
      current: { isUp: false },
    });
    expect(changes[0]?.neighbors).toEqual([{ previous: neighbor(), current: undefined }]);
    expect([...state.neighbors.values()]).toEqual([neighbor({ ifindex: ETH2 })]);
  });

  it('keeps PERMANENT neighbors when the carrier is lost', () => {
    state.neighborChanged(neighbor({ state: 'PERMANENT' }));
    state.carrierLost(ETH1);
    expect(state.neighbor(ETH1, ADDRESS)?.state).toBe('PERMANENT');
    expect(state.links.get(ETH1)).toMatchObject({ isUp: true, hasCarrier: false });
  });

  it('takes all of a device that is removed', () => {
    state.linkRemoved(ETH1);
    expect(state.links.has(ETH1)).toBe(false);
    expect(state.addresses).toEqual([interfaceAddress({ ifindex: ETH2 })]);
    expect(changes[0]?.addresses).toEqual(new Set([ETH1]));
  });

  it('folds writes in silence', () => {
    const set = { kind: 'set', ifindex: ETH1, isManaged: true, state: 'NONE' } as const;
    const created = ipAddress('10.0.0.3');
    state.fold(
      [
        { ...set, address: created, isRouter: false, use: false },
        { kind: 'delete', ifindex: ETH1, address: ADDRESS },
      ],
      75,
    );
    expect(changes).toEqual([]);
    expect(state.neighbor(ETH1, ADDRESS)).toBeUndefined();
    expect(state.neighbor(ETH1, created)).toMatchObject({ state: 'INCOMPLETE', protocol: 75 });
  });

  it('finds out what was not announced when it is asked', async () => {
    state.changeUnannounced(KEY, undefined);
    expect(state.neighbor(ETH1, ADDRESS)).toBeDefined();
    await state.refetch([KEY]);
    expect(changes[0]?.neighbors).toEqual([{ previous: neighbor(), current: undefined }]);
    await state.refetch([KEY]);
    expect(changes).toHaveLength(1);
    expect(state.refetched).toEqual([[KEY], [KEY]]);
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { ipAddress } from '@kith/net-types';
import type { Notification, RtGroup } from '@kith/rtnetlink';

import { ETH, Lan } from './lan.fake.js';
import { SimulatedClient } from './simulated-client.js';

let lan: Lan;
let client: SimulatedClient;
let bursts: string[][];
let losses: string[];

beforeEach(() => {
  lan = new Lan();
  lan.host('10.0.0.2');
  client = new SimulatedClient(lan.kernel, lan.clock);
  bursts = [];
  losses = [];
});

const subscribe = (...groups: readonly RtGroup[]): ReturnType<SimulatedClient['subscribe']> =>
  client.subscribe(groups, {
    notified: (burst: readonly Notification[]) =>
      void bursts.push(burst.map(({ message }) => message.kind)),
    lost: (reason) => void losses.push(reason),
  });

const write = (): void => void lan.writeForeign('10.0.0.9');

describe('a client of a simulated kernel', () => {
  it('hands over the groups that it joined, one burst a turn', async () => {
    const subscription = await subscribe('neighbors');
    write();
    lan.delete('10.0.0.9');
    lan.kernel.removeAddress(lan.kernel.addresses[0] as never);
    expect(subscription.isDrained()).toBe(false);
    await lan.clock.settle();
    expect([bursts, subscription.isDrained()]).toEqual([
      [['neighbor', 'neighbor', 'neighbor']],
      true,
    ]);
    subscription.close();
    write();
    await lan.clock.settle();
    expect(bursts).toHaveLength(1);
  });

  it('does not hear that an extern_learn entry is being confirmed', async () => {
    await subscribe('neighbors');
    lan.write('10.0.0.2', { isManaged: false, state: 'PROBE', lladdr: 'aa:bb' as never });
    await lan.clock.settle();
    expect(bursts).toEqual([]);
  });

  it('notices what got lost at the next burst, or when it looks', async () => {
    const subscription = await subscribe('neighbors');
    client.loseNotifications(1);
    write();
    await lan.clock.settle();
    expect([bursts, losses, client.isLosing]).toEqual([[], [], true]);
    subscription.checkForLoss();
    subscription.checkForLoss();
    expect(client.isLosing).toBe(false);
    expect(losses).toEqual(['1 messages did not fit the receive buffer']);
    client.loseNotifications(1);
    write();
    lan.delete('10.0.0.9');
    await lan.clock.settle();
    expect([bursts.length, losses.length]).toEqual([1, 2]);
  });

  it('hands nothing over while it reads', async () => {
    await subscribe('neighbors');
    const heardBefore = client.dump('neighbors').then(() => bursts.length);
    write();
    expect(await heardBefore).toBe(0);
    await lan.clock.settle();
    expect(bursts).toHaveLength(1);
  });

  it('answers each request, and keeps what was asked', async () => {
    const key = { ifindex: ETH, address: ipAddress('10.0.0.9') };
    const requests = [
      { type: 'get-neighbor', ...key },
      { type: 'probe-neighbor-flag', family: 'ipv4', ifindex: ETH, bit: 31 },
      { type: 'get-nexthop', id: 7 },
    ] as const;
    const results = await client.request(requests);
    expect(results.map((result) => (result.ok ? 'ok' : result.error.code))).toEqual([
      'ENOENT',
      'EINVAL',
      'ENOENT',
    ]);
    await client.dump('links');
    expect([client.batches, client.dumps]).toEqual([[requests], ['links']]);
    client.close();
    await expect(client.dump('links')).rejects.toThrow('closed');
  });
});

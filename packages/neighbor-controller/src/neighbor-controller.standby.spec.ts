import { beforeEach, describe, expect, it } from '@jest/globals';
import { ipAddress } from '@kith/net-types';

import { ControllerFixture, ETH1 } from './controller-fixture.fake.js';
import { neighborControllerConfig } from './neighbor-controller.config.js';

const PREFIX = '10.9.0.0/16';
const FIRST = { ifindex: ETH1, address: ipAddress('10.0.0.66') };
const SECOND = { ifindex: ETH1, address: ipAddress('10.0.0.67') };

let kith: ControllerFixture;

beforeEach(async () => {
  kith = new ControllerFixture();
  await kith.start();
  kith.state.gatewayRoutes.set(PREFIX, [FIRST, SECOND]);
  await kith.route(PREFIX, { dev: ETH1, via: FIRST.address });
  await kith.want('node2', '10.9.0.2');
  await kith.answers('1/10.0.0.66', '1/10.0.0.67');
});

describe('the gateway of a less preferred route', () => {
  it('is kept resolved as the one in use is', () => {
    expect(kith.statuses).toEqual({ '1/10.0.0.66': 'resolved', '1/10.0.0.67': 'resolved' });
  });

  it('that takes over is neither written nor deleted, nor is the one that stands by from then on', async () => {
    kith.forget();
    await kith.route(PREFIX, { dev: ETH1, via: SECOND.address });
    expect(kith.writes).toEqual([]);
    expect(kith.ours).toEqual(['1/10.0.0.66', '1/10.0.0.67']);
  });

  it('goes with its route, and comes with it; the FIB is not asked for that', async () => {
    kith.forget();
    kith.state.gatewayRoutesChanged(PREFIX, FIRST);
    await kith.quiet();
    expect(kith.ours).toEqual(['1/10.0.0.66']);
    kith.state.gatewayRoutesChanged(PREFIX, SECOND, FIRST);
    await kith.quiet();
    expect(kith.ours).toEqual(['1/10.0.0.66', '1/10.0.0.67']);
    expect(kith.asked).toEqual([]);
  });

  it('is left alone where another prefix changed', async () => {
    kith.state.gatewayRoutes.set(PREFIX, [FIRST]);
    kith.state.gatewayRoutesChanged('10.8.0.0/16', SECOND);
    await kith.quiet();
    expect(kith.ours).toEqual(['1/10.0.0.66', '1/10.0.0.67']);
  });

  it('goes when standby is turned off', async () => {
    kith.config.set(neighborControllerConfig.parse({ standby: false }));
    await kith.quiet();
    expect(kith.ours).toEqual(['1/10.0.0.66']);
  });
});

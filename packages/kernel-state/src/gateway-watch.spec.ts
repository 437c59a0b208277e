import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock, FakeJobGroup } from '@kith/agent-testing';
import { FakeRtnetlinkClient, nexthopMessage, routeMessage } from '@kith/neighbor-testing';
import { type IfIndex, ifIndex, type IpAddress, ipAddress, prefixOf } from '@kith/net-types';
import type { RouteLeg, RouteMessage } from '@kith/rtnetlink';

import { GatewayWatch } from './gateway-watch.js';

const ETH1 = ifIndex(1);
const ETH2 = ifIndex(2);
const GATEWAY = ipAddress('10.0.0.254');
const OTHER = ipAddress('10.0.0.253');
const DEFAULT = prefixOf(ipAddress('0.0.0.0'), 0);

let client: FakeRtnetlinkClient;
let clock: FakeClock;
let jobs: FakeJobGroup;
let changes: number;
let watch: GatewayWatch;

beforeEach(() => {
  client = new FakeRtnetlinkClient();
  clock = new FakeClock();
  jobs = new FakeJobGroup(clock);
  changes = 0;
  watch = new GatewayWatch(client, clock, jobs, () => changes++);
});

const leg = (ifindex: IfIndex, via?: IpAddress, isUsable = true): RouteLeg => ({
  ifindex,
  ...(via !== undefined && { via }),
  isUsable,
});

function routes(...overs: readonly Partial<RouteMessage>[]): void {
  client.tables.routes = overs.map(routeMessage);
}

describe('the gateways', () => {
  it('are those of all unicast routes, each once for a device, dead legs too', async () => {
    routes(
      { legs: [leg(ETH1, GATEWAY)] },
      { legs: [leg(ETH1, GATEWAY), leg(ETH2, GATEWAY, false)] },
      { legs: [leg(ETH1)] },
      { legs: [leg(ETH1, OTHER)], isCloned: true },
      { legs: [leg(ETH1, OTHER)], type: 'blackhole' },
    );
    await watch.list();
    expect(watch.gateways).toEqual([
      { ifindex: ETH1, address: GATEWAY, isDefault: false },
      { ifindex: ETH2, address: GATEWAY, isDefault: false },
    ]);
  });

  it('are known for default ones, whichever route names them first', async () => {
    const legs = [leg(ETH1, GATEWAY)];
    routes({ legs, prefix: DEFAULT }, { legs });
    await watch.list();
    expect(watch.gateways).toMatchObject([{ address: GATEWAY, isDefault: true }]);
    routes({ legs }, { legs, prefix: DEFAULT });
    await expect(watch.list()).resolves.toMatchObject({ isSetChanged: false });
  });

  it('of a route that names only a nexthop group are those of its members', async () => {
    client.tables.nexthops = [
      nexthopMessage({ id: 7, leg: leg(ETH1, GATEWAY) }),
      nexthopMessage({ id: 8, leg: leg(ETH2, OTHER) }),
      nexthopMessage({ id: 9, members: [7, 8] }),
      nexthopMessage({ id: 10, leg: leg(ETH1, ipAddress('10.0.0.1')) }),
    ];
    routes({ legs: [], nexthopId: 9 });
    await watch.list();
    expect(watch.gateways.map(({ address }) => address)).toEqual([GATEWAY, OTHER]);
  });

  it('differ or not, whatever the order of the routes', async () => {
    routes({ legs: [leg(ETH1, GATEWAY)] }, { legs: [leg(ETH2, OTHER)] });
    await expect(watch.list()).resolves.toMatchObject({ isSetChanged: true });
    routes({ legs: [leg(ETH2, OTHER)] }, { legs: [leg(ETH1, GATEWAY)] });
    await expect(watch.list()).resolves.toMatchObject({ isSetChanged: false });
    routes();
    await expect(watch.list()).resolves.toMatchObject({ isSetChanged: true });
  });
});

describe('what leads to an address', () => {
  const TARGET = ipAddress('10.1.7.1');
  const SHORT = { prefix: DEFAULT, legs: [leg(ETH2, OTHER)] };

  it('is the usable gateways of every route of the table that covers it, longer prefixes first', async () => {
    routes(
      SHORT,
      { legs: [leg(ETH1, GATEWAY)], priority: 100 },
      { legs: [leg(ETH1, OTHER), leg(ETH1)], priority: 200 },
      { legs: [leg(ETH2, GATEWAY, false)], priority: 300 },
      { legs: [leg(ETH2, GATEWAY)], table: 100 },
      { legs: [leg(ETH2, GATEWAY)], prefix: prefixOf(ipAddress('10.2.0.0'), 16) },
    );
    await watch.list();
    expect(watch.routes.toward(TARGET, 254)).toEqual([
      { ifindex: ETH1, address: GATEWAY },
      { ifindex: ETH1, address: OTHER },
      { ifindex: ETH2, address: OTHER },
    ]);
    expect(watch.routes.toward(ipAddress('fd00::1'), 254)).toEqual([]);
    expect(watch.routes.toward(TARGET, 7)).toEqual([]);
  });

  it('is told by prefix when it changes, comes or goes, and only then', async () => {
    const prefix = prefixOf(ipAddress('10.1.0.0'), 16);
    const changed = async (): Promise<unknown> => (await watch.list()).prefixes;
    routes(SHORT);
    await expect(changed()).resolves.toEqual([DEFAULT]);
    routes(SHORT, { legs: [leg(ETH1, GATEWAY)] });
    await expect(changed()).resolves.toEqual([prefix]);
    routes(SHORT, { legs: [leg(ETH1, OTHER)] });
    await expect(changed()).resolves.toEqual([prefix]);
    await expect(changed()).resolves.toEqual([]);
    routes(SHORT, { legs: [leg(ETH1, OTHER, false)] });
    await expect(changed()).resolves.toEqual([prefix]);
  });
});

describe('a suspicion', () => {
  /** Listing the routes takes this long. */
  async function listing(ms: number): Promise<void> {
    const release = client.hold('routes');
    watch.suspect();
    await clock.advance(ms);
    release();
    await clock.settle();
  }

  it('has the routes listed at once, and only a difference told', async () => {
    routes({});
    watch.suspect();
    await jobs.settled();
    expect(changes).toBe(1);
    await clock.advance(1000);
    watch.suspect();
    await jobs.settled();
    expect([changes, jobs.runs.get('gateways')]).toEqual([1, 2]);
  });

  it('soon after a listing that took long waits 25 times as long', async () => {
    await listing(10);
    watch.suspect();
    await clock.advance(249);
    expect(client.dumps.filter((table) => table === 'routes')).toHaveLength(1);
    await clock.advance(1);
    expect(client.dumps.filter((table) => table === 'routes')).toHaveLength(2);
  });

  it('is one with all others that come while it waits, but for one listing more', async () => {
    await listing(10);
    for (let i = 0; i < 100; i++) watch.suspect();
    await clock.advance(10_000);
    expect(jobs.runs.get('gateways')).toBeLessThanOrEqual(3);
  });

  it('that waits ends with the plugin, and leaves no timer', async () => {
    await listing(10);
    watch.suspect();
    await clock.settle();
    expect(clock.pending).toBe(1);
    await jobs.stop();
    expect(clock.pending).toBe(0);
    expect(client.dumps.filter((table) => table === 'routes')).toHaveLength(1);
  });

  it('is looked into again when the routes cannot be listed', async () => {
    routes({});
    client.fail('routes', new Error('interrupted'));
    watch.suspect();
    await clock.advance(100);
    expect(changes).toBe(1);
  });
});

describe('a route that the kernel tells of', () => {
  const NEW = routeMessage({ legs: [leg(ETH1, GATEWAY)] });

  it('has its gateways known at once', () => {
    expect(watch.learn([NEW])).toEqual({ isSetChanged: true, prefixes: [NEW.prefix] });
    expect(watch.gateways).toEqual([{ ifindex: ETH1, address: GATEWAY, isDefault: false }]);
    expect(watch.routes.toward(NEW.prefix.address, NEW.table)).toEqual([
      { ifindex: ETH1, address: GATEWAY },
    ]);
  });

  it('is no news where its gateways are known', async () => {
    routes(NEW);
    await watch.list();
    expect(watch.learn([NEW])).toEqual({ isSetChanged: false, prefixes: [] });
  });

  it('teaches nothing if it is cloned, or leads nowhere', () => {
    const nothing = [
      { ...NEW, isCloned: true },
      { ...NEW, type: 'blackhole' as const },
    ];
    expect(watch.learn(nothing)).toEqual({ isSetChanged: false, prefixes: [] });
    expect(watch.gateways).toEqual([]);
  });

  it('is newer than a listing that had begun', async () => {
    routes();
    const listing = watch.list();
    watch.learn([NEW]);
    await listing;
    expect(watch.gateways).toMatchObject([{ address: GATEWAY }]);
  });

  it('is believed until a listing does not have it', async () => {
    watch.learn([NEW]);
    routes();
    await expect(watch.list()).resolves.toEqual({ isSetChanged: true, prefixes: [NEW.prefix] });
    expect(watch.gateways).toEqual([]);
  });
});

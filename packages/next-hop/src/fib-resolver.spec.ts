import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryMetrics } from '@kith/agent-testing';
import type { NextHopAnswer, NextHopQuery } from '@kith/neighbor-api';
import { FakeRtnetlinkClient, nexthopMessage, refused, routeMessage } from '@kith/neighbor-testing';
import { type IfIndex, ifIndex, type IpAddress, ipAddress, prefixOf } from '@kith/net-types';
import {
  NetlinkError,
  type NexthopMessage,
  type RouteLeg,
  type RouteMessage,
  type RtResult,
} from '@kith/rtnetlink';

import { FibResolver } from './fib-resolver.js';

const ETH1 = ifIndex(1);
const ETH2 = ifIndex(2);
const TARGET = ipAddress('10.1.2.3');
const PREFIX = prefixOf(TARGET, 16);
const GATEWAY1 = ipAddress('10.0.1.254');
const GATEWAY2 = ipAddress('10.0.2.254');

let client: FakeRtnetlinkClient;
let metrics: MemoryMetrics;
let resolver: FibResolver;

beforeEach(() => {
  client = new FakeRtnetlinkClient();
  metrics = new MemoryMetrics();
  resolver = new FibResolver(client, metrics);
});

function leg(ifindex: IfIndex, via?: IpAddress, isUsable = true): RouteLeg {
  return { ifindex, ...(via !== undefined && { via }), isUsable };
}

/** The kernel finds this route whatever it is asked, and has these nexthop objects. */
function kernelHas(
  route: Partial<RouteMessage>,
  objects: readonly Partial<NexthopMessage>[] = [],
): void {
  client.answer = (request): RtResult => {
    if (request.type !== 'get-nexthop') return { ok: true, answer: routeMessage(route) };
    const object = objects.find(({ id }) => id === request.id);
    return object ? { ok: true, answer: nexthopMessage(object) } : refused('ENOENT');
  };
}

async function ask(query: Partial<NextHopQuery> = {}): Promise<NextHopAnswer> {
  const [answer] = await resolver.resolve([{ address: TARGET, oif: ETH1, ...query }]);
  return answer as NextHopAnswer;
}

/** `address dev ifindex` of each hop, or the reason why there is none. */
function summary(answer: NextHopAnswer): string | readonly string[] {
  return answer.kind === 'skipped'
    ? answer.reason
    : answer.hops.map(({ address, ifindex }) => `${address} dev ${ifindex}`);
}

describe('a route', () => {
  it('via a gateway leads to the gateway, and rests on its prefix and device', async () => {
    kernelHas({ legs: [leg(ETH1, GATEWAY1)], prefix: PREFIX });
    expect(await ask()).toEqual({
      kind: 'next-hops',
      hops: [{ ifindex: ETH1, address: GATEWAY1 }],
      basis: { prefix: PREFIX, table: 254, devices: [ETH1], nexthopIds: [] },
    });
  });

  it('on-link leads to the target itself', async () => {
    kernelHas({ legs: [leg(ETH1)] });
    expect(summary(await ask())).toEqual([`${TARGET} dev 1`]);
  });

  it('for IPv4 may lead to an IPv6 gateway', async () => {
    kernelHas({ legs: [leg(ETH1, ipAddress('fe80::1'))] });
    expect(summary(await ask())).toEqual(['fe80::1 dev 1']);
  });

  it('with several legs leads to each of them on the device that was asked about', async () => {
    const second = ipAddress('10.0.1.253');
    const legs = [leg(ETH1, GATEWAY1), leg(ETH1, second), leg(ETH2, GATEWAY2)];
    kernelHas({ legs });
    expect(summary(await ask())).toEqual([`${GATEWAY1} dev 1`, `${second} dev 1`]);
    expect(summary(await ask({ oif: ETH2 }))).toEqual([`${GATEWAY2} dev 2`]);
    expect((await ask()).basis.devices).toEqual([ETH1, ETH2]);
  });

  it('leads to the legs on all devices when it was asked for without one', async () => {
    kernelHas({ legs: [leg(ETH1, GATEWAY1), leg(ETH2, GATEWAY2)] });
    const [answer] = await resolver.resolve([{ address: TARGET }]);
    expect(summary(answer as NextHopAnswer)).toEqual([`${GATEWAY1} dev 1`, `${GATEWAY2} dev 2`]);
  });

  it('names a next hop once, though two legs lead to it', async () => {
    kernelHas({ legs: [leg(ETH1, GATEWAY1), leg(ETH1, GATEWAY1)] });
    expect(summary(await ask())).toEqual([`${GATEWAY1} dev 1`]);
  });

  it('leads not over a leg that is dead or without carrier, but rests on its device', async () => {
    kernelHas({ legs: [leg(ETH1, GATEWAY1, false)] });
    expect(await ask()).toMatchObject({ reason: 'link-down', basis: { devices: [ETH1] } });
  });

  it('over other devices only says so', async () => {
    kernelHas({ legs: [leg(ETH2, GATEWAY2)] });
    expect(await ask()).toMatchObject({ reason: 'other-device', basis: { devices: [ETH2] } });
  });

  it.each([
    ['local', 'local'],
    ['anycast', 'local'],
    ['broadcast', 'broadcast'],
    ['multicast', 'multicast'],
    ['blackhole', 'blackhole'],
    ['unreachable', 'unreachable'],
    ['prohibit', 'prohibit'],
    ['throw', 'throw'],
    ['nat', 'unreachable'],
  ] as const)('of type %s has no next hop: %s', async (type, reason) => {
    kernelHas({ type, legs: [leg(ETH1)] });
    expect(summary(await ask())).toBe(reason);
  });
});

describe('nexthop objects', () => {
  const group = { id: 9, members: [7, 8] };
  const members = [
    { id: 7, leg: leg(ETH1, GATEWAY1) },
    { id: 8, leg: leg(ETH2, GATEWAY2) },
  ];

  it('are part of what the answer rests on', async () => {
    kernelHas({ nexthopId: 7, legs: [leg(ETH1, GATEWAY1)] }, [members[0] ?? {}]);
    const answer = await ask();
    expect(summary(answer)).toEqual([`${GATEWAY1} dev 1`]);
    expect(answer.basis.nexthopIds).toEqual([7]);
  });

  it('give the legs where the route names only a group', async () => {
    kernelHas({ nexthopId: 9, legs: [] }, [group, ...members]);
    const answer = await ask();
    expect(summary(answer)).toEqual([`${GATEWAY1} dev 1`]);
    expect(answer.basis).toMatchObject({ devices: [ETH1, ETH2], nexthopIds: [9, 7, 8] });
  });

  it('are each asked for once, however many routes name them', async () => {
    kernelHas({ nexthopId: 9, legs: [] }, [group, ...members]);
    await resolver.resolve([ETH1, ETH2].map((oif) => ({ address: TARGET, oif })));
    expect(client.batches.slice(1)).toEqual([
      [{ type: 'get-nexthop', id: 9 }],
      [
        { type: 'get-nexthop', id: 7 },
        { type: 'get-nexthop', id: 8 },
      ],
    ]);
  });

  it('can be blackholes', async () => {
    kernelHas({ nexthopId: 7, legs: [] }, [{ id: 7, isBlackhole: true }]);
    expect(summary(await ask())).toBe('blackhole');
  });

  it('that went meanwhile leave a skip that rests on them', async () => {
    kernelHas({ nexthopId: 7, legs: [] });
    expect(await ask()).toMatchObject({ kind: 'skipped', basis: { nexthopIds: [7] } });
  });
});

describe('a refusal', () => {
  it.each([
    ['over a device, for IPv4', refused('EHOSTUNREACH'), 'unroutable'],
    ['over a device, for IPv6 or one that is down', refused('ENETUNREACH'), 'unroutable'],
    ['over a device that went down', refused('ENETDOWN'), 'unroutable'],
    ['of a question that the kernel does not take', refused('EINVAL', 'Invalid oif'), 'error'],
    ['for want of memory', refused('ENOMEM'), 'error'],
  ])('%s', async (_name, result, reason) => {
    client.answer = () => result;
    expect(await ask()).toMatchObject({ kind: 'skipped', reason, basis: { devices: [ETH1] } });
  });

  it.each([
    ['ENETUNREACH', 'unroutable'],
    ['EHOSTUNREACH', 'unreachable'],
    ['EINVAL', 'blackhole'],
    ['EACCES', 'prohibit'],
    ['EAGAIN', 'throw'],
  ] as const)('without a device, %s means %s', async (code, reason) => {
    client.answer = () => refused(code);
    const [answer] = await resolver.resolve([{ address: TARGET }]);
    expect(answer).toMatchObject({ kind: 'skipped', reason, basis: { devices: [] } });
  });

  it('carries what the kernel said', async () => {
    client.answer = () => refused('EINVAL', 'Invalid oif');
    expect(await ask()).toMatchObject({ detail: 'what a test asked: EINVAL (Invalid oif)' });
  });
});

describe('a batch', () => {
  it('is one call for all questions, answered in their order', async () => {
    client.answer = (request): RtResult => {
      if (request.type !== 'get-route') return refused('EINVAL');
      const { address, oif } = request;
      if (oif === undefined) return refused('ENETUNREACH');
      return { ok: true, answer: routeMessage({ legs: [leg(oif, address)] }) };
    };
    const queries = Array.from({ length: 300 }, (_, i) => ({
      address: ipAddress(`10.1.${i >> 8}.${i & 255}`),
      ...(i % 3 > 0 && { oif: ifIndex(i % 3) }),
    }));
    const answers = await resolver.resolve(queries);
    expect(client.batches.map(({ length }) => length)).toEqual([300]);
    expect(answers.map(summary)).toEqual(
      queries.map(({ address, oif }) =>
        oif === undefined ? 'unroutable' : [`${address} dev ${oif}`],
      ),
    );
    expect(metrics.count('next_hop_lookups_total')).toBe(300);
  });

  it('asks the kernel exactly what the queries ask', async () => {
    kernelHas({});
    const lookup = { iif: ETH2, from: ipAddress('10.9.9.9'), mark: 5 };
    await resolver.resolve([
      { address: TARGET },
      { address: TARGET, oif: ETH1 },
      { address: TARGET, lookup },
    ]);
    expect(client.requests).toEqual([
      { type: 'get-route', address: TARGET },
      { type: 'get-route', address: TARGET, oif: ETH1 },
      { type: 'get-route', address: TARGET, ...lookup },
    ]);
  });

  it('takes an answer that is no route for an error', async () => {
    client.answer = () => ({ ok: true });
    expect(summary(await ask())).toBe('error');
  });

  it('of nothing asks nothing', async () => {
    await expect(resolver.resolve([])).resolves.toEqual([]);
    expect(client.batches).toEqual([]);
  });

  it('rejects when the socket fails: that is no answer about any route', async () => {
    client.fail('request', new NetlinkError({ operation: 'ask', code: 'EBADF', errno: 9 }));
    await expect(ask()).rejects.toMatchObject({ code: 'EBADF' });
  });
});

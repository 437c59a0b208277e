import { beforeEach, describe, expect, it } from '@jest/globals';
import type { KernelChange, NextHopAnswer } from '@kith/neighbor-api';
import {
  FakeKernelState,
  FakeNextHopResolver,
  interfaceAddress,
  link,
  nextHops,
  onLink,
  skipped,
} from '@kith/neighbor-testing';
import { ifIndex, ipAddress, parsePrefix } from '@kith/net-types';

import { neighborControllerConfig } from './neighbor-controller.config.js';
import { RouteBook, type RouteUpdate } from './route-book.js';
import { Selection } from './selection.js';
import { type Target, targetKey } from './target-registry.js';

const [ETH1, ETH2] = [ifIndex(1), ifIndex(2)];
const selection = new Selection(
  new FakeKernelState({ links: [link()], addresses: [interfaceAddress()] }),
  neighborControllerConfig.parse({}),
);

const onEth1 = ({ address }: { address: Target['address'] }): NextHopAnswer =>
  onLink({ address, oif: ETH1 });

let resolver: FakeNextHopResolver;
let book: RouteBook;

beforeEach(() => {
  resolver = new FakeNextHopResolver(onEth1);
  book = new RouteBook(resolver);
});

function target(text: string, device?: typeof ETH1): Target {
  const address = ipAddress(text);
  const owners = [{ id: 'static/a', class: 'node' as const }];
  return { key: targetKey(address, device), address, ifindex: device, owners };
}

function track(...texts: readonly string[]): Target[] {
  const targets = texts.map((text) => target(text));
  for (const one of targets) book.track(one);
  return targets;
}

async function resolveAll(): Promise<RouteUpdate[]> {
  const updates: RouteUpdate[] = [];
  while (!book.isSettled) updates.push(...(await book.resolveBatch(selection)));
  return updates;
}

/** Whom the resolver is asked about after a change, once all was settled before it. */
async function askedAgain(change: () => void): Promise<readonly string[]> {
  await resolveAll();
  resolver.queries.length = 0;
  change();
  await resolveAll();
  return [...new Set(resolver.queries.map(({ address }) => address))].sort();
}

function routesChanged(over: Partial<KernelChange['routes']>, ...devices: (typeof ETH1)[]): void {
  const nothing = { prefixes: [], nexthopIds: new Set<number>(), areRulesChanged: false };
  book.invalidate({ routes: { ...nothing, ...over }, gatewayPrefixes: [] }, new Set(devices));
}

const prefixes = (...texts: readonly string[]) => texts.flatMap((text) => parsePrefix(text) ?? []);

describe('a target', () => {
  it('is asked about when it comes', async () => {
    track('10.0.0.2');
    expect(book.isSettled).toBe(false);
    expect(await resolveAll()).toMatchObject([
      {
        key: '10.0.0.2',
        before: undefined,
        after: { hops: [{ ifindex: 1, address: '10.0.0.2' }] },
      },
    ]);
    expect(book.isSettled).toBe(true);
  });

  it('is not asked about again when it only has other owners', async () => {
    const [known] = track('10.0.0.2');
    expect(await askedAgain(() => book.track(known as Target))).toEqual([]);
  });

  it('that goes takes its routes along, unasked', async () => {
    const [known] = track('10.0.0.2');
    await resolveAll();
    known?.owners.splice(0);
    book.track(known as Target);
    resolver.queries.length = 0;
    expect(await resolveAll()).toMatchObject([
      { key: '10.0.0.2', before: { hops: [{ address: '10.0.0.2' }] }, after: undefined },
    ]);
    expect(resolver.queries).toEqual([]);
    expect(book.routes.size).toBe(0);
  });

  it('that cannot be asked about has the reason', async () => {
    track('10.0.0.1');
    const [update] = await resolveAll();
    expect(update?.after).toMatchObject({ hops: [], skipped: 'local' });
    expect(resolver.queries).toEqual([]);
  });

  it('that goes while it is asked about has no routes', async () => {
    const [known] = track('10.0.0.2');
    const asking = book.resolveBatch(selection);
    known?.owners.splice(0);
    book.track(known as Target);
    expect(await asking).toMatchObject([{ after: undefined }]);
    await resolveAll();
    expect(book.routes.size).toBe(0);
  });

  it('whose route changes while it is asked about is asked about again', async () => {
    track('10.0.0.2');
    const asking = book.resolveBatch(selection);
    routesChanged({ prefixes: prefixes('10.0.0.0/24') });
    await asking;
    expect(book.isSettled).toBe(false);
  });
});

it('asks about many in few batches', async () => {
  track(...Array.from({ length: 1200 }, (_, i) => `10.9.${i >> 8}.${i & 255}`));
  expect(await resolveAll()).toHaveLength(1200);
  expect(resolver.batches.length).toBeLessThan(10);
});

describe('a changed route', () => {
  beforeEach(() => {
    track('10.1.0.2', '10.1.1.2', '10.2.0.2', 'fd00::2');
  });

  it.each([
    ['10.1.0.0/24', ['10.1.0.2']],
    ['10.1.0.0/16', ['10.1.0.2', '10.1.1.2']],
    ['0.0.0.0/0', ['10.1.0.2', '10.1.1.2', '10.2.0.2']],
    ['::/0', ['fd00::2']],
    ['172.16.0.0/12', []],
  ])('%s has those under it asked about again, and no others', async (text, expected) => {
    const asked = await askedAgain(() => routesChanged({ prefixes: prefixes(text) }));
    expect(asked).toEqual(expected);
  });

  it('that is a rule has all of them asked about', async () => {
    expect(await askedAgain(() => routesChanged({ areRulesChanged: true }))).toHaveLength(4);
  });
});

describe('a changed nexthop object or device', () => {
  beforeEach(() => {
    const address = ipAddress('10.1.0.2');
    const hop = { ifindex: ETH1, address: ipAddress('10.0.0.254') };
    resolver.answer({ address }, nextHops([hop], { nexthopIds: [4], devices: [ETH1, ETH2] }));
    track('10.1.0.2', '10.2.0.2');
    book.track(target('fe80::1', ETH2));
  });

  it('concerns those whose route uses the nexthop', async () => {
    const changed = (id: number) => () => routesChanged({ nexthopIds: new Set([id]) });
    expect(await askedAgain(changed(4))).toEqual(['10.1.0.2']);
    expect(await askedAgain(changed(5))).toEqual([]);
  });

  it('concerns those with a leg on the device, and those that were asked over it', async () => {
    expect(await askedAgain(() => routesChanged({}, ETH2))).toEqual(['10.1.0.2']);
    expect(await askedAgain(() => routesChanged({}, ETH1))).toEqual(['10.1.0.2', '10.2.0.2']);
  });

  it('marks a target that is meant on that device, though it was never asked about', async () => {
    await resolveAll();
    routesChanged({}, ETH2);
    const updates = await resolveAll();
    expect(updates.map(({ key }) => key)).toContain('fe80::1%2');
  });
});

it('asks again about those that have an address as target or next hop', async () => {
  const gateway = { ifindex: ETH1, address: ipAddress('10.0.0.254') };
  resolver.answer({ address: ipAddress('10.1.0.2') }, nextHops([gateway]));
  track('10.1.0.2', '10.2.0.2', '10.3.0.2');
  const addresses = new Set(['10.0.0.254', '10.2.0.2']);
  expect(await askedAgain(() => book.invalidateAddresses(addresses))).toEqual([
    '10.1.0.2',
    '10.2.0.2',
  ]);
});

it('answers with what was before and is now', async () => {
  track('10.0.0.2');
  await resolveAll();
  resolver.otherwise = () => skipped('unroutable');
  book.invalidateAll();
  expect(await resolveAll()).toMatchObject([
    { before: { hops: [{ address: '10.0.0.2' }] }, after: { hops: [], skipped: 'unroutable' } },
  ]);
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { ipAddress, prefixOf } from '@kith/net-types';
import type { NeighborEntry } from './neighbor-entry.js';

import { interfaceAddress, link } from '../builders.js';
import { routeMessage } from '../messages.js';
import { ETH, Lan, MAC, OTHER_MAC } from './lan.fake.js';

const ALIVE = '10.0.0.2';
const DEAD = '10.0.0.3';

let lan: Lan;

beforeEach(() => {
  lan = new Lan();
  lan.host(ALIVE);
});

const states = (): Record<string, string> =>
  Object.fromEntries(
    [...lan.kernel.neighbors.entries.values()].map(({ address, state }: NeighborEntry) => [
      address,
      state,
    ]),
  );

describe('a managed entry', () => {
  it('is resolved at once, which is told, and its creation is not', async () => {
    lan.write(ALIVE);
    expect([lan.row(ALIVE)?.state, lan.news]).toEqual(['INCOMPLETE', []]);
    await lan.clock.advance(10);
    expect(lan.row(ALIVE)).toMatchObject({ state: 'REACHABLE', lladdr: MAC, isManaged: true });
    expect(lan.news).toEqual(['upsert REACHABLE']);
  });

  it('is confirmed by one question about every 35 s', async () => {
    lan.write(ALIVE);
    await lan.clock.advance(350_000);
    expect(lan.row(ALIVE)?.lladdr).toBe(MAC);
    expect(lan.asked(ALIVE)).toBeGreaterThanOrEqual(9);
    expect(lan.asked(ALIVE)).toBeLessThanOrEqual(12);
  });

  it('that nobody answers for is asked for 0.6 times a second, for ever', async () => {
    lan.write(DEAD);
    await lan.clock.advance(100_000);
    expect(lan.asked(DEAD) / 100).toBeCloseTo(0.6, 1);
    expect(new Set(lan.news)).toEqual(new Set(['upsert FAILED']));
  });

  it('follows a neighbor that moves, after its time', async () => {
    lan.write(ALIVE);
    await lan.clock.advance(100);
    lan.host(ALIVE, OTHER_MAC);
    await lan.clock.advance(60_000);
    expect(lan.row(ALIVE)).toMatchObject({ lladdr: OTHER_MAC });
  });
});

describe('a write', () => {
  it('that is managed keeps the MAC of a valid entry and takes it from a PERMANENT one', async () => {
    lan.writeForeign(ALIVE, { state: 'STALE' });
    lan.write(ALIVE);
    expect(lan.row(ALIVE)).toMatchObject({ state: 'DELAY', lladdr: OTHER_MAC });
    lan.writeForeign(DEAD, { state: 'PERMANENT' });
    lan.write(DEAD);
    expect(lan.row(DEAD)).toMatchObject({ state: 'INCOMPLETE' });
    expect(lan.row(DEAD)).not.toHaveProperty('lladdr');
    lan.writeForeign('10.0.0.4', { state: 'NOARP' });
    lan.write('10.0.0.4');
    await lan.clock.advance(20_000);
    expect(lan.row('10.0.0.4')).toMatchObject({ state: 'NOARP', lladdr: OTHER_MAC });
  });

  it('that leaves flags out clears them; the mark stays', () => {
    lan.write(ALIVE);
    lan.writeForeign(ALIVE);
    expect(lan.row(ALIVE)).toMatchObject({ isManaged: false, isExtLearned: false, protocol: 75 });
    expect(lan.news.at(-1)).toBe('upsert REACHABLE');
  });

  it('that changes nothing is not told', async () => {
    lan.write(ALIVE);
    await lan.clock.advance(10);
    lan.write(ALIVE);
    expect(lan.news).toEqual(['upsert REACHABLE']);
  });

  it('of a valid state without a MAC is refused, and leaves an entry behind', () => {
    expect(lan.write(DEAD, { isManaged: false, state: 'STALE' })).toMatchObject({
      ok: false,
      error: { code: 'EINVAL', details: { extAck: 'No link layer address given' } },
    });
    expect(lan.row(DEAD)).toMatchObject({ state: 'NONE', isExtLearned: true, protocol: 75 });
  });

  it('of PERMANENT and managed is refused for a new entry only', () => {
    const write = { state: 'PERMANENT', lladdr: MAC } as const;
    expect(lan.write(DEAD, write)).toMatchObject({ ok: false, error: { code: 'EINVAL' } });
    expect(lan.row(DEAD)).toBeUndefined();
    lan.writeForeign(DEAD);
    expect(lan.write(DEAD, write).ok).toBe(true);
  });

  it('on a device that does not exist, over an entry that must not be, of what is not there', () => {
    expect(lan.write(DEAD, { ifindex: (ETH + 1) as typeof ETH })).toMatchObject({
      error: { code: 'ENODEV' },
    });
    lan.write(ALIVE);
    expect(lan.write(ALIVE, { createOnly: true })).toMatchObject({ error: { code: 'EEXIST' } });
    expect(lan.delete(DEAD)).toMatchObject({ error: { code: 'ENOENT' } });
  });

  it('that deletes is told twice, without flags', async () => {
    lan.write(ALIVE);
    await lan.clock.advance(10);
    lan.delete(ALIVE);
    expect(lan.news).toEqual(['upsert REACHABLE', 'upsert FAILED', 'delete FAILED']);
  });
});

describe('entries go', () => {
  beforeEach(async () => {
    lan.write(ALIVE);
    lan.writeForeign(DEAD, { state: 'PERMANENT' });
    lan.kernel.use(ETH, ipAddress('10.0.0.4'));
    await lan.clock.advance(10);
  });

  it('with the carrier, but for PERMANENT ones; nothing brings them back', async () => {
    lan.kernel.setLink(link({ ifindex: ETH, hasCarrier: false }));
    lan.kernel.setLink(link({ ifindex: ETH }));
    await lan.clock.advance(10_000);
    expect(states()).toEqual({ [DEAD]: 'PERMANENT' });
  });

  it.each([
    ['the device goes down', () => lan.kernel.setLink(link({ ifindex: ETH, isUp: false }))],
    ['its MAC changes', () => lan.kernel.setLink(link({ ifindex: ETH, lladdr: OTHER_MAC }))],
    ['it does no ARP any more', () => lan.kernel.setLink(link({ ifindex: ETH, isNoArp: true }))],
    ['its last address goes', () => lan.kernel.removeAddress(interfaceAddress({ ifindex: ETH }))],
    ['it is removed', () => lan.kernel.removeLink(ETH)],
  ])('all of them when %s', (_name, happens) => {
    happens();
    expect(states()).toEqual({});
  });

  it('of IPv6 only, when IPv6 leaves the device', () => {
    lan.write('fe80::2');
    lan.kernel.setIpv6(ETH, false);
    expect(Object.keys(states())).not.toContain('fe80::2');
    expect(lan.row(ALIVE)).toBeDefined();
    expect(lan.write('fe80::2')).toMatchObject({
      error: { details: { extAck: 'IPv6 is disabled on this device' } },
    });
  });
});

describe('what is heard', () => {
  const hear = (text: string, how: 'announcement' | 'question'): void =>
    lan.kernel.hear(ETH, ipAddress(text), MAC, how);

  it('wakes a failed entry in IPv4, and in IPv6 one that is NONE only', async () => {
    for (const text of [DEAD, 'fe80::3']) {
      lan.write(text, { isManaged: false, use: true });
      await lan.clock.advance(5000);
      hear(text, 'announcement');
    }
    expect([lan.row(DEAD)?.state, lan.row('fe80::3')?.state]).toEqual(['STALE', 'FAILED']);
    lan.write('fe80::3', { isManaged: false });
    hear('fe80::3', 'announcement');
    expect(lan.row('fe80::3')).toMatchObject({ state: 'STALE', lladdr: MAC });
  });

  it('makes an entry only where it is a question to us', () => {
    hear(DEAD, 'announcement');
    expect(lan.row(DEAD)).toBeUndefined();
    hear(DEAD, 'question');
    expect(lan.row(DEAD)).toMatchObject({ state: 'STALE', isExtLearned: false });
  });
});

describe('routes', () => {
  const ask = (text: string, oif?: typeof ETH): unknown =>
    lan.kernel.carryOut({
      type: 'get-route',
      address: ipAddress(text),
      ...(oif !== undefined && { oif }),
    });
  const via = ipAddress('10.0.0.254');
  const route = routeMessage({ legs: [{ ifindex: ETH, via, isUsable: true }] });

  it('answer as the FIB does: the longest prefix, our own addresses, nothing', () => {
    lan.kernel.setRoute(route);
    expect(ask('10.1.0.9', ETH)).toMatchObject({ answer: { legs: [{ via, isUsable: true }] } });
    expect(ask(ALIVE)).toMatchObject({ answer: { legs: [{ ifindex: ETH }] } });
    expect(ask('10.0.0.1')).toMatchObject({ answer: { type: 'local' } });
    expect(ask('10.0.0.255')).toMatchObject({ answer: { type: 'broadcast' } });
    expect(ask('10.9.0.1', ETH)).toMatchObject({ error: { code: 'EHOSTUNREACH' } });
    expect(ask('10.9.0.1')).toMatchObject({ error: { code: 'ENETUNREACH' } });
    lan.kernel.setRoute({
      ...route,
      prefix: prefixOf(ALIVE as typeof via, 32),
      type: 'prohibit',
      legs: [],
    });
    expect(ask(ALIVE)).toMatchObject({ error: { code: 'EACCES' } });
  });

  it('of a connected network stay while another address of ours is in it', () => {
    const second = { address: ipAddress('10.0.0.9'), ifindex: ETH };
    lan.kernel.addAddress(interfaceAddress(second));
    lan.kernel.removeAddress(interfaceAddress({ ifindex: ETH }));
    expect(ask(ALIVE)).toMatchObject({ ok: true });
    lan.kernel.removeAddress(interfaceAddress(second));
    expect(ask(ALIVE)).toMatchObject({ error: { code: 'ENETUNREACH' } });
  });

  it('have no usable leg without carrier, and vanish in silence with the device', () => {
    const news: string[] = [];
    lan.kernel.setRoute(route);
    lan.kernel.onAnnouncement(({ change, message }) => {
      if (message.kind === 'route') news.push(`${change} ${message.family}`);
    });
    lan.kernel.setLink(link({ ifindex: ETH, hasCarrier: false }));
    expect(ask('10.1.0.9')).toMatchObject({ answer: { legs: [{ isUsable: false }] } });
    lan.kernel.setLink(link({ ifindex: ETH, isUp: false }));
    expect(ask('10.1.0.9')).toMatchObject({ error: { code: 'ENETUNREACH' } });
    expect(news).toEqual(['delete ipv6']);
  });
});

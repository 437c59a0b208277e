import { managedNeighbor, neighbor } from '@kith/neighbor-testing';
import type { Neighbor } from '@kith/net-types';
import { describe, expect, it } from '@jest/globals';

import { facts, fine, goodSettings, look, wanted } from './facts.fake.js';
import { backlog, gcThresholds, receiveBuffer } from './limits.js';

const many = <T>(number: number, make: () => T): readonly T[] =>
  Array.from({ length: number }, make);
const ordinary = (number: number): readonly Neighbor[] => many(number, () => neighbor());

describe('gc thresholds', () => {
  it('count ordinary entries only: ours, and PERMANENT ones, take no room', () => {
    const table = [
      ...many(2000, () => managedNeighbor()),
      ...many(2000, () => neighbor({ state: 'PERMANENT' })),
      ...ordinary(1000),
    ];
    expect(look(gcThresholds, facts({ table }))).toEqual([]);
    expect(fine(gcThresholds, facts())).toBe(
      'room for ordinary entries: 1024 of ipv4, 1024 of ipv6',
    );
  });

  it('are worth an advice where what is wanted has no room beside what is there', () => {
    expect(
      look(gcThresholds, facts({ table: ordinary(1024 - 512), neighbors: many(600, wanted) })),
    ).toEqual([
      'advice at net.ipv4.neigh.default.gc_thresh3: the ipv4 table has room for 1024 ordinary entries: 512 are there, 600 neighbors are wanted',
      'sysctl -w net.ipv4.neigh.default.gc_thresh1=512 net.ipv4.neigh.default.gc_thresh2=2048 net.ipv4.neigh.default.gc_thresh3=4096',
    ]);
  });

  it('are a problem once the table is full', () => {
    const [found] = look(gcThresholds, facts({ table: ordinary(1024) }));
    expect(found).toMatch(/^problem at net\.ipv4.* 1024 are there, 1 neighbors/);
  });

  it('are looked at by family', () => {
    const ofIpv6 = many(1100, () => wanted('fd00::2'));
    const [found, , ...more] = look(gcThresholds, facts({ neighbors: ofIpv6 }));
    expect(found).toMatch(/^advice at net\.ipv6/);
    expect(more).toEqual([]);
  });

  it('are not to be seen outside of the first network namespace', () => {
    const sysctls = goodSettings();
    for (const family of ['ipv4', 'ipv6'])
      sysctls.values.delete(`net.${family}.neigh.default.gc_thresh3`);
    expect(look(gcThresholds, facts({ sysctls }))).toEqual([
      'unseen at net.ipv4.neigh.default.gc_thresh3, net.ipv6.neigh.default.gc_thresh3: the room for ordinary entries cannot be seen from this network namespace',
      'on the host: sysctl net.ipv4.neigh.default.gc_thresh3 net.ipv6.neigh.default.gc_thresh3',
    ]);
  });
});

describe('the receive buffer', () => {
  const small = goodSettings({ 'net.core.rmem_max': 212_992 });
  const neighbors = many(1000, wanted);

  it('is no matter where the agent may ask for more', () => {
    expect(look(receiveBuffer, facts({ sysctls: small, neighbors }))).toEqual([]);
  });

  it('is too small in a user namespace, for many neighbors', () => {
    const contained = { sysctls: small, isFirstUserNamespace: false };
    expect(look(receiveBuffer, facts({ ...contained, neighbors }))).toEqual([
      'advice at net.core.rmem_max: a receive buffer may have 212992 bytes at most; news of 1000 neighbors takes 1024000',
      'sysctl -w net.core.rmem_max=1048576 (on the host)',
    ]);
    expect(look(receiveBuffer, facts(contained))).toEqual([]);
    expect(fine(receiveBuffer, facts(contained))).toBe(
      'a receive buffer of 212992 bytes is enough',
    );
  });

  it('may not be to be seen', () => {
    small.values.delete('net.core.rmem_max');
    const [found] = look(receiveBuffer, facts({ sysctls: small, isFirstUserNamespace: false }));
    expect(found).toMatch(/^unseen at net\.core\.rmem_max/);
  });
});

describe('the backlog', () => {
  it('holds the replies of a thousand neighbors by default', () => {
    expect(look(backlog, facts({ neighbors: many(1000, wanted) }))).toEqual([]);
    expect(look(backlog, facts({ neighbors: many(10_000, wanted) }))).toEqual([
      'advice at net.core.netdev_max_backlog: 10000 neighbors can answer one burst of questions; a CPU holds 1000 frames',
      'sysctl -w net.core.netdev_max_backlog=16384',
    ]);
  });

  it('may not be to be seen', () => {
    const sysctls = goodSettings();
    sysctls.values.delete('net.core.netdev_max_backlog');
    expect(look(backlog, facts({ sysctls }))[0]).toMatch(
      /^unseen at net\.core\.netdev_max_backlog/,
    );
  });
});

import { ifIndex } from '@kith/net-types';
import { describe, expect, it } from '@jest/globals';

import type { Facts } from './facts.js';
import { device, facts, fine, look, summary, target } from './facts.fake.js';
import { workToDo } from './work-to-do.js';

/** The findings without their cures. */
const found = (over: Partial<Facts>): readonly string[] =>
  look(workToDo, facts(over)).filter((_, i) => i % 2 === 0);

describe('what there is to do', () => {
  it('is told where nothing stands against it', () => {
    expect(found({})).toEqual([]);
    expect(fine(workToDo, facts())).toBe('2 targets through 2 neighbors on eth1');
  });

  it('is nothing with discovery off', () => {
    expect(found({ summary: summary({ isDiscoveryOn: false }) })).toEqual([
      'advice at neighbor-controller.discovery: discovery is off',
    ]);
  });

  it('is nothing without a source, or without a target', () => {
    const sourceless = { summary: summary({ sources: [] }), targets: [] };
    expect(found(sourceless)).toEqual(['problem at plugins: no source is configured']);
    expect(found({ targets: [] })).toEqual(['advice at source static: no source has a target']);
  });

  it('is not known while a source is not synced', () => {
    expect(found({ missing: ['not synced yet: source static'] })).toEqual([
      'problem at the sources: not synced yet: source static',
    ]);
  });

  it('is nothing without a device; each says why it is out', () => {
    const devices = [
      device({ device: 'lo', isSelected: false, reason: 'is the loopback device' }),
      device({ isSelected: false, reason: 'is down' }),
      device({ ifindex: ifIndex(2), isSelected: false, reason: 'is excluded by "eth+"' }),
    ];
    expect(found({ devices })).toEqual([
      'problem at eth1 is down, eth2 is excluded by "eth+": no device is served',
    ]);
    expect(found({ devices: devices.slice(0, 1) })).toEqual([
      'problem at there is none but the loopback device: no device is served',
    ]);
  });

  it('leaves out what was refused', () => {
    const bad = target('224.0.0.1', { nextHops: [], skipped: 'refused: it is multicast' });
    expect(look(workToDo, facts({ targets: [target(), bad] }))).toEqual([
      'advice at 224.0.0.1 of static/node2: 1 target refused',
      'mend or remove it at its source',
    ]);
  });

  it('leaves out what has no way; our own addresses need none', () => {
    const lost = ['10.1.0.1', '10.1.0.2', '10.1.0.3', '10.1.0.4'].map((text) =>
      target(text, { nextHops: [], skipped: 'unroutable' }),
    );
    const own = target('10.0.0.1', { nextHops: [], skipped: 'local' });
    const kept = target('10.2.0.1', { nextHops: [], skipped: 'excluded (excludePrefixes)' });
    expect(look(workToDo, facts({ targets: [own, kept, ...lost] }))).toEqual([
      'advice at 10.1.0.1, 10.1.0.2, 10.1.0.3, 1 more: 4 targets without a next hop',
      'kith explain 10.1.0.1',
    ]);
  });
});

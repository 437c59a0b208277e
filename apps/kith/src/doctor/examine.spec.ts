import { expect, it } from '@jest/globals';

import { examine } from './examine.js';
import { facts, goodSettings } from './facts.fake.js';

const FORWARDING = 'net.ipv4.conf.eth1.forwarding';
const RESOLICIT = 'net.ipv4.neigh.eth1.mcast_resolicit';

it('a host on which nothing is wrong is fine in every respect', () => {
  const { findings, fine, ...rest } = examine(facts());
  expect(findings).toEqual([]);
  expect(fine.map(({ check }) => check)).toEqual([
    ...[
      'capabilities',
      'targets',
      'health',
      'forwarding',
      'link-local',
      'unnumbered',
      'other-agents',
    ],
    ...['carrier-loss', 'freshness', 'gc-thresholds', 'receive-buffer', 'backlog'],
  ]);
  expect(rest).toEqual({ kernel: '6.18.0', strategy: 'managed' });
});

it('problems come first, then advice, then what was not seen', () => {
  const sysctls = goodSettings({ [FORWARDING]: 0, [RESOLICIT]: 0 });
  sysctls.values.delete('net.core.netdev_max_backlog');
  const { findings, fine } = examine(facts({ sysctls, processes: ['cilium-agent'] }));
  expect(findings.map(({ severity, check }) => `${severity} ${check}`)).toEqual([
    'problem forwarding',
    'advice other-agents',
    'advice freshness',
    'unseen backlog',
  ]);
  expect(fine.map(({ check }) => check)).not.toContain('forwarding');
});

it('a setting that cannot be read is a line, once, and stops nothing', () => {
  const sysctls = goodSettings();
  sysctls.unreadable.add(FORWARDING);
  const { findings, fine } = examine(facts({ sysctls }));
  expect(findings).toMatchObject([
    { check: 'forwarding', severity: 'unseen', what: `${FORWARDING} cannot be read (EACCES)` },
  ]);
  expect(fine).toHaveLength(11);
});

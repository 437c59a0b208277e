import { expect, it } from '@jest/globals';

import { sysctlName } from './sysctls.js';

it.each([
  [['core', 'rmem_max'], 'net.core.rmem_max'],
  [['ipv4', 'conf', 'eth0.100', 'arp_filter'], 'net.ipv4.conf.eth0/100.arp_filter'],
])('%j is %s, as sysctl(8) takes it', (path, name) => {
  expect(sysctlName(...path)).toBe(name);
});

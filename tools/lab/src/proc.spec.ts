import { expect, it } from '@jest/globals';

import { bareNodeCpuTime, cpuTime, residentMemory } from './proc.js';

it('reads the CPU time that the process itself knows, in steps of 10 ms', () => {
  const known = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const before = known();
  const read = cpuTime(process.pid);
  expect(read).toBeGreaterThanOrEqual(before - 20);
  expect(read).toBeLessThanOrEqual(known() + 20);
});

it('reads the resident memory, in KiB', () => {
  const known = process.memoryUsage.rss() / 1024;
  expect(residentMemory(process.pid) / known).toBeCloseTo(1, 0);
});

it('knows what a Node takes that does nothing', async () => {
  const bare = await bareNodeCpuTime();
  expect(bare).toBeGreaterThan(1);
  // this one has done more
  const { user, system } = process.cpuUsage();
  expect(bare).toBeLessThan((user + system) / 1000);
});

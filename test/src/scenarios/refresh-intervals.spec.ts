import { expect } from '@jest/globals';
import { eventually, type NeighborMonitor } from '@kith/lab';

import { scenario } from '../scenario.js';
import { WITH_TURNS } from '../strategies.js';
import { ageFast, gaps, refreshing } from './aging.js';
import { lan, nodes } from './lan.js';

scenario(
  'G5',
  'gateways and nodes have their own intervals, also after a reload',
  async ({ lab, note }) => {
    const { node } = await lan(lab);
    await ageFast(node, 'eth0');
    await node.ip('route add 10.9.0.0/16 via 10.0.0.254');
    const monitor = await node.monitor();
    const given = { near: '10.0.0.3', far: '10.9.0.9' };
    const intervals = (gateway: string, other: string) =>
      nodes(given, refreshing({ intervals: { gateway, node: other } }));
    const agent = await lab.agent(node, intervals('2s', '5s'));
    await obeyed(monitor, { '10.0.0.254': 2000, '10.0.0.3': 5000 }, note);
    await agent.reload(intervals('5s', '2s'));
    await obeyed(monitor, { '10.0.0.254': 5000, '10.0.0.3': 2000 }, note);
  },
  { strategies: WITH_TURNS, isWaiting: true, timeout: 90_000 },
);

/** Two more confirmations of each, one interval apart: never sooner, and at most as late as it takes to age. */
async function obeyed(
  monitor: NeighborMonitor,
  intervals: Readonly<Record<string, number>>,
  note: (text: string) => void,
): Promise<void> {
  const before = monitor.events.length;
  for (const [address, interval] of Object.entries(intervals)) {
    const since = (): readonly number[] =>
      monitor.events
        .slice(before)
        .filter((event) => event.address === address && event.state === 'REACHABLE')
        .map(({ time }) => time);
    await eventually(() => expect(since().length).toBeGreaterThanOrEqual(4), { within: 40_000 });
    // the first may still be of the interval before
    const own = gaps(since()).slice(1, 3);
    note(`${address} each ${own.map((ms) => (ms / 1000).toFixed(1)).join(', ')} s`);
    for (const gap of own) {
      expect(gap).toBeGreaterThan(interval - 300);
      expect(gap).toBeLessThan(interval + 2500);
    }
  }
}

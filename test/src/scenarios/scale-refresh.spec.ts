import { expect } from '@jest/globals';
import { eventually, type FrameCapture } from '@kith/lab';

import { scenario } from '../scenario.js';
import { WITH_TURNS } from '../strategies.js';
import { lan, nodes } from './lan.js';

const MANY = Array.from({ length: 10_000 }, (_, i) => `10.64.${i >> 8}.${i & 255}`);
const PERIOD_S = 12;
const BUDGET = 1150;
const BROADCAST = 'ff:ff:ff:ff:ff:ff';

/** How many refreshes (unicast questions) there were in each second since the first of them. */
function perSecond({ solicitations }: FrameCapture): readonly number[] {
  const times = solicitations
    .filter(({ destination }) => destination !== BROADCAST)
    .map(({ time }) => time);
  const counts: number[] = [];
  for (const time of times) {
    const second = Math.floor((time - (times[0] ?? 0)) / 1000);
    counts[second] = (counts[second] ?? 0) + 1;
  }
  return Array.from(counts, (count) => count ?? 0);
}

scenario(
  'G4',
  '10,000 whose turns come together: spread over the period, within the budget',
  async ({ lab, strategy, note, took }) => {
    const { node, peer } = await lan(lab);
    await node.ip('route add 10.64.0.0/16 dev eth0');
    await peer.ip('route add local 10.64.0.0/16 dev lo');
    // all are stale soon after they were resolved, but those to be pinned, and asked as soon as they are used
    const reachable = strategy === 'permanent' ? 600_000 : 3000;
    await node.sysctl('net.ipv4.neigh.eth0.base_reachable_time_ms', reachable);
    await node.sysctl('net.ipv4.neigh.eth0.delay_first_probe_time', 0);
    const capture = await node.capture('eth0');
    const settings = { period: `${PERIOD_S}s`, framesPerSecond: BUDGET };
    const config = nodes({ all: MANY }, { 'source-gateways': {}, 'refresh-controller': settings });
    await lab.agent(node, config, { awaitsReady: false });

    await took(
      'two periods',
      eventually(() => perSecond(capture).length > 2 * PERIOD_S, { within: 90_000 }),
    );
    // the first second and the last are not whole ones
    const counts = perSecond(capture).slice(1, 2 * PERIOD_S);
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    const even = Math.round(MANY.length / PERIOD_S);
    note(`${least} to ${most} frames a second; ${even} if perfectly even; budget ${BUDGET}`);
    expect(most).toBeLessThanOrEqual(BUDGET);
    expect(least).toBeGreaterThan(even / 2);
    const asked = new Set(capture.solicitations.map(({ target }) => target));
    expect(asked.size).toBe(MANY.length);
  },
  { strategies: WITH_TURNS, isWaiting: true, timeout: 120_000 },
);

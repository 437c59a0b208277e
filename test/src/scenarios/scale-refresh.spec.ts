import { expect } from '@jest/globals';
import { eventually, type Frame, type FrameCapture } from '@kith/lab';

import { scenario } from '../scenario.js';
import { WITH_TURNS } from '../strategies.js';
import { lan, nodes } from './lan.js';

const MANY = Array.from({ length: 10_000 }, (_, i) => `10.64.${i >> 8}.${i & 255}`);
const PERIOD_S = 12;
const BUDGET = 1150;
const BROADCAST = 'ff:ff:ff:ff:ff:ff';

/** Refreshes: who has a MAC is asked there. */
function refreshes({ solicitations }: FrameCapture): readonly Frame[] {
  return solicitations.filter(({ destination }) => destination !== BROADCAST);
}

/** When nearly all had their first turn: from then on it does not count how long they took to be resolved. */
function endOfFirstRound(frames: readonly Frame[]): number {
  const asked = new Set<unknown>();
  return frames.find(({ target }) => asked.add(target).size > 0.9 * MANY.length)?.time ?? Infinity;
}

/** How many there were in each second since the first of them; the last is not a whole one. */
function perSecond(frames: readonly Frame[]): readonly number[] {
  const counts: number[] = [];
  for (const { time } of frames) {
    const second = Math.floor((time - (frames[0]?.time ?? NaN)) / 1000);
    counts[second] = (counts[second] ?? 0) + 1;
  }
  return Array.from(counts, (count) => count ?? 0).slice(0, -1);
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

    /** Those after the first round. */
    const later = (): readonly Frame[] => {
      const frames = refreshes(capture);
      const end = endOfFirstRound(frames);
      return frames.filter(({ time }) => time > end);
    };
    await took(
      'two rounds',
      eventually(() => perSecond(later()).length >= PERIOD_S, { within: 90_000 }),
    );
    const most = Math.max(...perSecond(refreshes(capture)));
    const least = Math.min(...perSecond(later()));
    const even = Math.round(MANY.length / PERIOD_S);
    note(`${least} to ${most} frames a second; ${even} if perfectly even; budget ${BUDGET}`);
    expect(most).toBeLessThanOrEqual(BUDGET);
    expect(least).toBeGreaterThan(even / 2);
    const asked = new Set(capture.solicitations.map(({ target }) => target));
    expect(asked.size).toBe(MANY.length);
  },
  { strategies: WITH_TURNS, isWaiting: true, timeout: 120_000 },
);

import { expect } from '@jest/globals';
import {
  bareNodeCpuTime,
  eventually,
  type Frame,
  type FrameCapture,
  type Host,
  type Lab,
  type NeighborRow,
} from '@kith/lab';

import { scenario } from '../scenario.js';
import { flagsOf, isAsMade, type Strategy } from '../strategies.js';
import { refreshing } from './aging.js';
import { lan, nodes } from './lan.js';

const BROADCAST = 'ff:ff:ff:ff:ff:ff';

const MANY = Array.from({ length: 10_000 }, (_, i) => `10.64.${i >> 8}.${i & 255}`);

/**
 * CPU time at start and in the rounds after it, of which a usual run takes 30 to 50. The goals (1 s, 0.5 % of a core at
 * rest) are `npm run bench`'s to measure, on a quiet machine; here, beside whatever else runs and however fast the
 * machine is just now, this tells a broken agent from a slow machine.
 */
const FAR_TOO_MANY_BARE_NODES = 110;
/** CPU time of one join, of which a usual one takes 0.13. */
const FAR_TOO_MUCH_OF_A_BARE_NODE = 0.5;

/** 10.64.0.0/16 is on-link on eth0; where `isAlive`, the peer answers for all of it. */
async function crowd(lab: Lab, isAlive = true): Promise<Host> {
  const { node, peer } = await lan(lab);
  await node.ip('route add 10.64.0.0/16 dev eth0');
  if (isAlive) await peer.ip('route add local 10.64.0.0/16 dev lo');
  return node;
}

/** Waits until as many entries are in the table, whether they answer or not. */
function written(node: Host, strategy: Strategy, count: number): Promise<number> {
  const flags = flagsOf(strategy).join();
  return counted(node, count, (row) => row.protocol === '75' && row.flags.join() === flags);
}

/** Waits until as many are resolved. */
function resolved(node: Host, strategy: Strategy, count: number): Promise<number> {
  return counted(node, count, (row) => isAsMade(strategy, row));
}

function counted(
  node: Host,
  count: number,
  isCounted: (row: NeighborRow) => boolean,
): Promise<number> {
  const check = async (): Promise<void> => {
    const rows = await node.neighbors('eth0');
    expect(rows.filter(isCounted)).toHaveLength(count);
  };
  return eventually(check, { within: 30_000 });
}

/** Waits until there were as many confirmations since the capture began. */
function confirmed(capture: FrameCapture, count: number, within: number): Promise<Frame> {
  let seen = 0;
  return capture.until((frame) => isConfirmation(frame) && ++seen === count, within);
}

function isConfirmation({ kind, direction, destination }: Frame): boolean {
  return kind === 'arp-request' && direction === 'out' && destination !== BROADCAST;
}

for (const isAlive of [true, false]) {
  const title = `10,000 targets at start, peers ${isAlive ? 'alive' : 'dead'}`;
  scenario('S1', title, async ({ lab, strategy, took, note }) => {
    const node = await crowd(lab, isAlive);
    const bare = await bareNodeCpuTime();
    const agent = await lab.agent(node, nodes({ all: MANY }), { awaitsReady: false });
    await took('written', written(node, strategy, MANY.length));
    const cpu = agent.cpuTime();
    note(`agent CPU ${cpu} ms, ${(cpu / bare).toFixed(1)} bare nodes of ${bare.toFixed(0)} ms`);
    expect(cpu / bare).toBeLessThan(FAR_TOO_MANY_BARE_NODES);
  });
}

scenario('S2', 'one node joins among 10,000', async ({ lab, strategy, note }) => {
  const node = await crowd(lab);
  // no probes meanwhile: ten thousand at once are more news than `ip monitor` can take
  await node.sysctl('net.ipv4.neigh.eth0.base_reachable_time_ms', 600_000);
  const config = nodes({ all: MANY.slice(100) }, refreshing({ period: '0' }));
  const capture = await node.capture('eth0');
  const agent = await lab.agent(node, config);
  await resolved(node, strategy, MANY.length - 100);
  // the agent has each confirmed once, spread over 20 s: no part of what a join costs
  if (strategy === 'managed') await confirmed(capture, MANY.length - 100, 60_000);

  const joins = MANY.slice(0, 21);
  const { events } = await node.monitor();
  const bare = await bareNodeCpuTime();
  const cpuBefore = agent.cpuTime();
  const delays: number[] = [];
  for (const [i, gateway] of joins.entries()) {
    // from before `ip` starts: its own few milliseconds count as ours
    const start = performance.timeOrigin + performance.now();
    await node.ip(`route add 10.65.${i}.0/24 via ${gateway}`);
    await eventually(() => events.some(({ address }) => address === gateway));
    delays.push((events.find(({ address }) => address === gateway)?.time ?? NaN) - start);
  }
  const cpu = (agent.cpuTime() - cpuBefore) / joins.length;
  const median = delays.toSorted((a, b) => a - b)[delays.length >> 1];
  note(`median ${median?.toFixed(1)} ms, agent CPU ${cpu.toFixed(1)} ms each`);
  expect(cpu / bare).toBeLessThan(FAR_TOO_MUCH_OF_A_BARE_NODE);
  await resolved(node, strategy, MANY.length - 100 + joins.length);
});

scenario(
  'S3',
  'steady state with 10,000 managed neighbors: none of them is lost',
  async ({ lab, strategy, note }) => {
    const node = await crowd(lab);
    const capture = await node.capture('eth0');
    const agent = await lab.agent(node, nodes({ all: MANY }));
    await resolved(node, strategy, MANY.length);
    const since = Date.now();

    // each is confirmed once for the agent, which spreads them, and once in the first of the kernel's own rounds
    const bare = await bareNodeCpuTime();
    const [start, cpuBefore] = [performance.now(), agent.cpuTime()];
    await confirmed(capture, 2 * MANY.length, 90_000);
    const cpu = agent.cpuTime() - cpuBefore;
    const share = cpu / (performance.now() - start);
    const memory = agent.residentMemory() / 1024;
    const bareNodes = `${(cpu / bare).toFixed(0)} bare nodes of ${bare.toFixed(0)} ms`;
    note(`${(share * 100).toFixed(2)} % of a core, ${bareNodes}, ${memory.toFixed(0)} MiB`);
    // who has lost its MAC is asked by broadcast
    const lost = capture.solicitations.filter(
      ({ destination, time }) => destination === BROADCAST && time > since,
    );
    expect(lost).toEqual([]);
    expect(cpu / bare).toBeLessThan(FAR_TOO_MANY_BARE_NODES);
    expect(memory).toBeLessThan(100);
  },
  { strategies: ['managed'], timeout: 240_000 },
);

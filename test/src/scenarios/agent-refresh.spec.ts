import path from 'node:path';

import { expect } from '@jest/globals';
import { eventually, type Host, type NeighborMonitor, TWO_NODES, twoNodes } from '@kith/lab';

import { scenario } from '../scenario.js';
import { counter } from './ask.js';
import { whileTalking } from './conversation.js';
import { entries, lan, nodes } from './lan.js';

const UNDER = { strategy: 'agent-refresh' };
const FORCED = { flags: ['--strategy=agent-refresh'] };
const TURNS = 'kith_neighbor_refreshes_total';
const OLD_KERNEL = path.join(import.meta.dirname, '../../programs/old-kernel-agent.mjs');
const DEAD = '10.0.0.9';

/** Entries of these devices age within 1.5 s, and are asked as soon as they are used. */
async function ageFast(host: Host, ...devices: readonly string[]): Promise<void> {
  for (const family of ['ipv4', 'ipv6']) {
    for (const device of devices) {
      await host.sysctl(`net.${family}.neigh.${device}.base_reachable_time_ms`, 1000);
      await host.sysctl(`net.${family}.neigh.${device}.delay_first_probe_time`, 0);
    }
  }
}

/** When a neighbor was confirmed, in milliseconds. */
function confirmations({ events }: NeighborMonitor, address: string): readonly number[] {
  return events
    .filter((event) => event.address === address && event.state === 'REACHABLE')
    .map(({ time }) => time);
}

/** Waits until a neighbor was confirmed that often. */
function confirmed(monitor: NeighborMonitor, address: string, times: number): Promise<number> {
  return eventually(
    () => expect(confirmations(monitor, address).length).toBeGreaterThanOrEqual(times),
    { within: 40_000, describe: `${address} is confirmed ${times} times` },
  );
}

/** Milliseconds from one to the next. */
function gaps(times: readonly number[]): readonly number[] {
  return times.slice(1).map((time, i) => time - (times[i] ?? NaN));
}

const refreshing = (settings: Record<string, unknown>) => ({
  'source-gateways': {},
  'refresh-controller': settings,
});

scenario(
  'A4',
  'both next hops in both families, extern_learn only, kept REACHABLE without traffic',
  async ({ lab, took }) => {
    const { node1, node2 } = await twoNodes(lab);
    await ageFast(node1, 'eno1', 'eno2');
    const monitor = await node1.monitor();
    const { ipv4, ipv6 } = TWO_NODES;
    const config = nodes({ node2: [ipv4.node2, ipv6.node2] }, refreshing({ period: '1s' }));
    await lab.agent(node1, config, FORCED);

    const addresses = [ipv4.eno1, ipv4.eno2, ipv6.eno1, ipv6.eno2];
    const macs = { eno1: await node2.mac('eno1'), eno2: await node2.mac('eno2') };
    const served = [ipv4, ipv6].flatMap((family) =>
      (['eno1', 'eno2'] as const).map(
        (device) => `${family[device]} dev ${device} lladdr ${macs[device]} extern_learn proto 75`,
      ),
    );
    await took(
      'resolved',
      eventually(async () => {
        const lines = await node1.neighborLines();
        expect(lines.map((line) => line.replace(/ (REACHABLE|STALE|DELAY|PROBE)/, ''))).toEqual(
          served.toSorted(),
        );
      }),
    );
    for (const address of addresses) await confirmed(monitor, address, 4);
    // once resolved, never without a MAC
    for (const address of addresses) {
      const own = monitor.events.filter((event) => event.address === address);
      expect(own.filter(({ lladdr }) => lladdr === undefined)).toEqual([]);
      expect(own.filter(({ flags }) => flags.includes('managed'))).toEqual([]);
    }
  },
  UNDER,
);

scenario(
  'G1',
  'auto takes agent-refresh where the kernel has no managed entries, and says so',
  async ({ lab }) => {
    const { node } = await lan(lab);
    const agent = await lab.agent(node, nodes({ node2: '10.0.0.3' }), {
      program: OLD_KERNEL,
    });
    await eventually(async () =>
      expect(await entries(node)).toEqual([
        expect.stringMatching(/^10\.0\.0\.3 eth0: \S+ extern_learn REACHABLE proto 75$/),
      ]),
    );
    expect(
      agent.log.split('\n').filter((line) => /strategy agent-refresh/.test(line)),
    ).toHaveLength(1);
  },
  UNDER,
);

scenario(
  'G1',
  'it is forced by name, and probe shows that any kernel can do it',
  async ({ lab }) => {
    const { node } = await lan(lab);
    const agent = await lab.agent(node, nodes({ node2: '10.0.0.3' }), FORCED);
    const { json } = await agent.cli('probe', '--json');
    const { strategies } = json as { strategies: readonly { id: string; isUsable: boolean }[] };
    expect(strategies).toContainEqual(
      expect.objectContaining({ id: 'agent-refresh', isUsable: true }),
    );
    expect(agent.log).toContain('strategy agent-refresh');
  },
  UNDER,
);

scenario(
  'G3',
  'an idle neighbor is resolved anew each period, one that traffic confirms is left alone',
  async ({ lab, note }) => {
    const { node, peer } = await lan(lab);
    await ageFast(node, 'eth0', 'eth1');
    const monitor = await node.monitor();
    const config = nodes({ idle: '10.0.0.3', busy: '10.1.0.3' }, refreshing({ period: '3s' }));
    await whileTalking(node, peer, '10.1.0.3', async () => {
      await lab.agent(node, config, FORCED);
      await confirmed(monitor, '10.0.0.3', 6);
    });
    const idle = gaps(confirmations(monitor, '10.0.0.3')).slice(1);
    note(`gaps of ${idle.map((ms) => (ms / 1000).toFixed(1)).join(', ')} s`);
    expect(Math.min(...idle)).toBeGreaterThan(2500);
    const stale = monitor.events.filter(
      ({ address, state }) => address === '10.1.0.3' && state === 'STALE',
    );
    expect(stale).toEqual([]);
  },
  UNDER,
);

scenario(
  'G3',
  'one that does not answer is asked again, and found when it does',
  async ({ lab, took }) => {
    const { node, peer } = await lan(lab);
    const capture = await node.capture('eth0');
    const agent = await lab.agent(node, nodes({ dead: DEAD }, refreshing({})), FORCED);
    // three questions a round
    await eventually(
      () =>
        expect(
          capture.solicitations.filter(({ target }) => target === DEAD).length,
        ).toBeGreaterThanOrEqual(6),
      { within: 30_000 },
    );
    expect(await counter(agent, TURNS)).toBeGreaterThanOrEqual(1);
    await peer.ip(`addr add ${DEAD}/24 dev eth0`);
    await took(
      'resolved',
      eventually(
        async () =>
          expect(await node.neighbors('eth0')).toContainEqual(
            expect.objectContaining({ address: DEAD, state: 'REACHABLE', flags: ['extern_learn'] }),
          ),
        { within: 20_000 },
      ),
    );
  },
  UNDER,
);

scenario(
  'G3',
  'period 0 turns it off, and a reload on again',
  async ({ lab }) => {
    const { node } = await lan(lab);
    await ageFast(node, 'eth0');
    const monitor = await node.monitor();
    const given = { node2: '10.0.0.3' };
    const agent = await lab.agent(node, nodes(given, refreshing({ period: '0' })), FORCED);
    await monitor.until(({ address, state }) => address === '10.0.0.3' && state === 'STALE');
    expect(await counter(agent, TURNS)).toBe(0);
    await agent.reload(nodes(given, refreshing({ period: '1s' })));
    await confirmed(monitor, '10.0.0.3', 3);
  },
  UNDER,
);

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
    const agent = await lab.agent(node, intervals('2s', '5s'), FORCED);
    await obeyed(monitor, { '10.0.0.254': 2000, '10.0.0.3': 5000 }, note);
    await agent.reload(intervals('5s', '2s'));
    await obeyed(monitor, { '10.0.0.254': 5000, '10.0.0.3': 2000 }, note);
  },
  { ...UNDER, timeout: 90_000 },
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

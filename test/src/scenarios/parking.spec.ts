import { expect } from '@jest/globals';
import { type Agent, type AgentConfig, eventually, type Host, runCommand } from '@kith/lab';

import { scenario } from '../scenario.js';
import { refreshing } from './aging.js';
import { type Lan, lan, nodes } from './lan.js';

const DEAD = ['10.0.0.9', 'fd00::9'];
const RACK = Array.from({ length: 8 }, (_, i) => `10.0.0.${100 + i}`);
/** So rarely that it is not our probe that finds who is back. */
const HARDLY_EVER = { after: 2, min: '10m', max: '10m' };
const SPEAK = `
import socket, sys
for source, address in zip(sys.argv[1::2], sys.argv[2::2]):
    family = socket.AF_INET6 if ":" in source else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as speaker:
        speaker.bind((source, 0))
        speaker.sendto(b"hello", (address, 9))
`;

async function dualLan(lab: Parameters<typeof lan>[0]): Promise<Lan> {
  const hosts = await lan(lab);
  await hosts.node.ip('addr add fd00::1/64 dev eth0 nodad');
  await hosts.peer.ip('addr add fd00::2/64 dev eth0 nodad');
  // a round of probes takes a third of a second, not three
  for (const family of ['ipv4', 'ipv6']) {
    await hosts.node.sysctl(`net.${family}.neigh.eth0.retrans_time_ms`, 100);
  }
  return hosts;
}

async function metric(agent: Agent, sample: string): Promise<number> {
  return (await agent.metrics()).get(sample) ?? NaN;
}

const wanting = (addresses: readonly string[], parking: object): AgentConfig =>
  nodes({ rack: addresses }, refreshing({ period: '5s', parking }));

/** Waits until these are parked: ours, NONE, on nobody's list. */
const parked = (node: Host, addresses: readonly string[]): Promise<number> =>
  eventually(
    async () => {
      const rows = (await node.neighbors('eth0')).filter(({ address }) =>
        addresses.includes(address),
      );
      const shown = rows.map(({ address, state, flags, protocol, lladdr }) => ({
        ...{ address, state, flags, protocol, lladdr },
      }));
      const expected = addresses.map((address) => ({
        ...{ address, state: 'NONE', flags: ['extern_learn'], protocol: '75', lladdr: undefined },
      }));
      expect(shown).toEqual(expect.arrayContaining(expected));
    },
    { within: 40_000, describe: 'they are parked' },
  );

scenario(
  'F4',
  'dead for long, then back: found as soon as it speaks, in both families',
  async ({ lab, took }) => {
    const { node, peer } = await dualLan(lab);
    const agent = await lab.agent(node, wanting(DEAD, HARDLY_EVER));
    await took('parked', parked(node, DEAD));
    expect((await agent.cli('neighbors')).stdout.match(/parked/g)).toHaveLength(DEAD.length);
    expect(await metric(agent, 'kith_neighbors{status="parked"}')).toBe(DEAD.length);

    for (const [address, length] of [
      ['10.0.0.9', 24],
      ['fd00::9', 64],
    ] as const) {
      await peer.ip(`addr add ${address}/${length} dev eth0${length === 64 ? ' nodad' : ''}`);
    }
    const speak = ['python3', '-c', SPEAK, '10.0.0.9', '10.0.0.1', 'fd00::9', 'fd00::1'];
    await runCommand(peer.command(speak));
    const resolved = async (): Promise<void> => {
      expect(await metric(agent, 'kith_neighbors{status="resolved"}')).toBe(DEAD.length);
    };
    await took('resolved', eventually(resolved));
  },
  { isWaiting: true, timeout: 90_000 },
);

scenario(
  'F4',
  'dead for long, then back in silence: found by a probe',
  async ({ lab, took }) => {
    const { node, peer } = await dualLan(lab);
    const parking = { after: 2, min: '1s', max: '2s' };
    const agent = await lab.agent(node, wanting(DEAD, parking));
    await parked(node, DEAD);
    await peer.ip('addr add 10.0.0.9/24 dev eth0');
    await peer.ip('addr add fd00::9/64 dev eth0 nodad');
    const resolved = async (): Promise<void> => {
      expect(await metric(agent, 'kith_neighbors{status="resolved"}')).toBe(DEAD.length);
    };
    await took('resolved', eventually(resolved));
  },
  { isWaiting: true, timeout: 90_000 },
);

scenario(
  'F5',
  'parked neighbors cost the frames of their probes and no other',
  async ({ lab, note }) => {
    const { node } = await dualLan(lab);
    const parking = { after: 2, min: '2s', max: '5m' };
    const agent = await lab.agent(node, wanting(RACK, parking));
    await parked(node, RACK);
    const probes = (): Promise<number> =>
      metric(agent, 'kith_neighbor_refreshes_total{kind="probe"}');
    let before = NaN;
    await eventually(async () => {
      before = await probes();
      await parked(node, RACK);
      // every probe until then has come to its end: what is captured is of later ones
      expect(await probes()).toBe(before);
    });
    const capture = await node.capture('eth0');
    await eventually(async () => expect(await probes()).toBeGreaterThan(before + RACK.length), {
      within: 30_000,
    });
    // those that are under way come to their end
    await parked(node, RACK);
    // the first that was captured may still be on its way to us
    await eventually(() => expect(capture.solicitations).not.toEqual([]));
    const frames = capture.solicitations.length;
    const turns = (await probes()) - before;
    note(`${frames} frames for ${turns} probes of ${RACK.length} dead neighbors`);
    expect(frames).toBeLessThanOrEqual(3 * turns);
  },
  { timeout: 90_000 },
);

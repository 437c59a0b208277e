import { expect } from '@jest/globals';
import { type Agent, eventually, type Frame } from '@kith/lab';

import { scenario } from '../scenario.js';
import { complaints, targets } from './ask.js';
import { lan, nodes } from './lan.js';

/** How long the wire has to stay quiet: several of the rounds in which the kernel asks for dead entries. */
const QUIET_MS = 20_000;

scenario(
  'C1',
  'our own addresses, there from the start or added later',
  async ({ lab, entries, settled, took }) => {
    const { node } = await lan(lab);
    await node.ip('addr add fd00::1/64 dev eth0');
    const own = ['10.0.0.1', '10.1.0.1', 'fd00::1'];
    const captures = await Promise.all(['eth0', 'eth1'].map((device) => node.capture(device)));
    const agent = await lab.agent(node, nodes({ own, later: '10.0.0.3' }));
    await settled(node, '10.0.0.3 eth0');

    await node.ip('addr add 10.0.0.3/32 dev lo');
    await took('the entry is gone', settled(node));
    const since = Date.now();
    const isOfOurs = ({ direction, target, time }: Frame): boolean =>
      direction === 'out' &&
      // a question that the other end answered, until it was ours
      (own.includes(target) || (target === '10.0.0.3' && time > since));
    const asked = captures.map((capture) =>
      expect(capture.until(isOfOurs, QUIET_MS)).rejects.toThrow('no such event'),
    );
    await Promise.all(asked);
    expect(await entries(node)).toEqual([]);
    expect(await whyNot(agent)).toEqual(
      Object.fromEntries([...own, '10.0.0.3'].map((address) => [address, 'local'])),
    );
  },
  { isWaiting: true },
);

const NO_TARGETS = {
  '0.0.0.0': 'unspecified',
  '::': 'unspecified',
  '127.0.0.1': 'loopback',
  '::1': 'loopback',
  '224.0.0.5': 'multicast',
  'ff02::1': 'multicast',
  '255.255.255.255': 'broadcast',
  '::ffff:10.0.0.4': 'IPv4-mapped',
  'fe80::2%eth0': 'zone',
  '10.0.0.300': 'not an IP address',
  'node2.example': 'not an IP address',
};

scenario(
  'C2',
  'what cannot be a target is refused, the rest of its owner works',
  async ({ lab, settled }) => {
    const { node } = await lan(lab);
    const addresses = [...Object.keys(NO_TARGETS), '10.0.0.255', '10.0.0.3'];
    const agent = await lab.agent(node, nodes({ node2: addresses }));
    await settled(node, '10.0.0.3 eth0');
    expect(await whyNot(agent)).toEqual({
      ...Object.fromEntries(
        Object.entries(NO_TARGETS).map(([text, why]) => [text, expect.stringContaining(why)]),
      ),
      // only the routes know that one
      '10.0.0.255': 'broadcast',
    });
  },
);

/** Of each target without a next hop, why it has none. */
async function whyNot(agent: Agent): Promise<Record<string, string | undefined>> {
  const skipped = (await targets(agent)).filter((target) => target.nextHops.length === 0);
  return Object.fromEntries(skipped.map((target) => [target.address, target.skipped]));
}

/** How to make a device that nobody can have neighbors on. */
const UNFIT = {
  lo: [],
  'with ARP off': ['link add unfit type bridge', 'link set unfit arp off up'],
  tun: ['tuntap add unfit mode tun', 'link set unfit up'],
  wireguard: ['link add unfit type wireguard', 'link set unfit up'],
  'that is down': ['link add unfit type bridge'],
};

for (const [kind, commands] of Object.entries(UNFIT)) {
  const needs = kind === 'tun' || kind === 'wireguard' ? { needs: kind } : {};
  const run: Parameters<typeof scenario>[2] = async ({ lab, settled }) => {
    const { node } = await lan(lab);
    const device = commands.length > 0 ? 'unfit' : 'lo';
    await node.ipBatch([...commands, `addr add 10.9.0.1/24 dev ${device}`]);
    const monitor = await node.monitor();
    const { plugins } = nodes({ node2: ['10.0.0.3', '10.9.0.2'] });
    const devices = { 'neighbor-controller': { devices: ['eth0', device] } };
    const agent = await lab.agent(node, { plugins: { ...(plugins as object), ...devices } });
    await settled(node, '10.0.0.3 eth0');
    const rows = [...(await node.neighbors(device)), ...monitor.events];
    // the kernel's own rows for multicast groups aside
    const written = rows.filter((row) => row.device === device && !/^(ff|224\.)/.test(row.address));
    expect(written).toEqual([]);
    expect(await reasons(agent)).toMatchObject({
      [device]: { isSelected: false, reason: expect.stringMatching(/./) },
      eth0: { isSelected: true },
    });
  };
  scenario('C3', `a device ${kind} is left out, with the reason`, run, needs);
}

/** Why each device is in or out. */
async function reasons(agent: Agent): Promise<Record<string, unknown>> {
  const { json } = await agent.cli('status', '--json');
  const { devices } = json as { devices: readonly { device: string }[] };
  return Object.fromEntries(devices.map((device) => [device.device, device]));
}

scenario(
  'C4',
  'a million targets do not get past maxTargets',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    const agent = await lab.agent(node, nodes({ small: '10.0.0.3' }));
    await settled(node, '10.0.0.3 eth0');

    // no route leads there: what is counted is the targets
    const million = Array.from(
      { length: 1_000_000 },
      (_, i) => `100.${64 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`,
    );
    await agent.reload(nodes({ small: '10.0.0.3', huge: million }));
    const isSaid = eventually(
      async () => expect(await complaints(agent)).toEqual([expect.stringContaining('maxTargets')]),
      // reading a million lines of YAML takes most of it
      { within: 120_000, describe: 'health says that there are too many' },
    );
    await took('said', isSaid);
    const accepted = (await targets(agent)).filter(({ skipped }) => skipped === 'unroutable');
    expect(accepted.length).toBeLessThan(10_000);
    await settled(node, '10.0.0.3 eth0');
  },
  { strategies: ['managed'], timeout: 180_000 },
);

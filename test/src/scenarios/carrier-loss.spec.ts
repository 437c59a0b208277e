import path from 'node:path';

import { expect } from '@jest/globals';
import { type AgentConfig, eventually, type Host, type Lab } from '@kith/lab';

import { scenario } from '../scenario.js';
import { ageFast } from './aging.js';
import { complaints } from './ask.js';
import { nodes } from './lan.js';
import { Validity } from './validity.js';

const ADDRESSES = ['10.0.0.3', 'fd00::3'] as const;
const BOTH = ['10.0.0.3 eth0', 'fd00::3 eth0'] as const;
const OTHER_MAC = '02:00:00:00:00:99';
const KEEP = keeping(true);
/** Without carrier only the kernel asks, and so only what it manages fails. */
const ASKED_BY_KERNEL = { strategies: ['managed'] } as const;
/** Settings of the device, whatever its entries are. */
const SETTINGS = { strategies: ['managed'] } as const;

function keeping(keepOnCarrierLoss: boolean): AgentConfig {
  return nodes({ node2: ADDRESSES }, { 'kernel-state': { keepOnCarrierLoss } });
}

/** A node and a peer behind a switch: the peer is there all the time. `wire` takes the carrier of the node. */
async function switched(lab: Lab): Promise<Record<'node' | 'peer' | 'wire', Host>> {
  const node = await lab.host('node1');
  const peer = await lab.host('peer');
  const wire = await lab.segment('switch', [
    [node, 'eth0'],
    [peer, 'eth0'],
  ]);
  for (const [host, number] of [[node, 1] as const, [peer, 3] as const]) {
    await host.ip(`addr add 10.0.0.${number}/24 dev eth0`);
    await host.ip(`addr add fd00::${number}/64 dev eth0 nodad`);
  }
  return { node, peer, wire };
}

/** What makes the kernel drop the neighbors of a device: its two settings, `1 1` where nobody changed them. */
async function evictions(node: Host, device = 'eth0'): Promise<string> {
  const files = [
    `/proc/sys/net/ipv4/conf/${device}/arp_evict_nocarrier`,
    `/proc/sys/net/ipv6/conf/${device}/ndisc_evict_nocarrier`,
  ];
  const { stdout } = await node.exec(['cat', ...files]);
  return stdout.trim().split('\n').join(' ');
}

const withoutCarrier = (node: Host): Promise<number> =>
  eventually(async () => expect(await node.ip('link show eth0')).toContain('NO-CARRIER'));

const evicting = (node: Host, expected: string, device?: string): Promise<number> =>
  eventually(async () => expect(await evictions(node, device)).toBe(expected));

scenario('F1', 'carrier lost and back', async ({ lab, strategy, settled, took }) => {
  const { node, wire } = await switched(lab);
  await lab.agent(node, nodes({ node2: ADDRESSES }));
  await settled(node, ...BOTH);

  await wire.ip('link set node1 down');
  await withoutCarrier(node);
  // what is pinned outlives it
  await settled(node, ...(strategy === 'permanent' ? BOTH : []));
  await wire.ip('link set node1 up');
  await took('usable again', settled(node, ...BOTH));
});

scenario('F1', 'carrier lost and back, with another neighbor', async ({ lab, settled, took }) => {
  const { node, peer, wire } = await switched(lab);
  await lab.agent(node, nodes({ node2: ADDRESSES }));
  await settled(node, ...BOTH);

  await wire.ip('link set node1 down');
  await withoutCarrier(node);
  await peer.ip(`link set eth0 address ${OTHER_MAC}`);
  await wire.ip('link set node1 up');
  const isFound = eventually(async () => {
    const rows = await node.neighbors('eth0');
    const macs = rows.filter(({ protocol }) => protocol === '75').map(({ lladdr }) => lladdr);
    expect(macs).toEqual([OTHER_MAC, OTHER_MAC]);
  });
  await took('found', isFound);
  await settled(node, ...BOTH);
});

scenario('F1', 'keepOnCarrierLoss: entries never leave', async ({ lab, settled, note }) => {
  const { node, wire } = await switched(lab);
  await lab.agent(node, KEEP);
  await settled(node, ...BOTH);
  await evicting(node, '0 0');

  const watch = await Validity.watch(node, ...ADDRESSES);
  for (let flap = 0; flap < 3; flap++) {
    await wire.ip('link set node1 down');
    await withoutCarrier(node);
    const before = watch.samples;
    await eventually(() => expect(watch.samples).toBeGreaterThan(before + 5));
    await wire.ip('link set node1 up');
    await settled(node, ...BOTH);
  }
  expect(await watch.over()).toEqual([]);
  note(`valid in all of ${watch.samples} looks`);
});

scenario(
  'F1',
  'keepOnCarrierLoss: entries that failed meanwhile serve again',
  async ({ lab, settled, took }) => {
    const { node, wire } = await switched(lab);
    await ageFast(node, 'eth0');
    await lab.agent(node, KEEP);
    await settled(node, ...BOTH);
    await evicting(node, '0 0');

    const monitor = await node.monitor();
    await wire.ip('link set node1 down');
    for (const address of ADDRESSES) {
      await monitor.until((event) => event.address === address && event.state === 'FAILED');
    }
    await wire.ip('link set node1 up');
    await eventually(async () => expect(await node.ip('link show eth0')).toContain('LOWER_UP'));
    await took('usable again after they failed', settled(node, ...BOTH));
    expect(monitor.events.filter(({ kind }) => kind === 'deleted')).toEqual([]);
  },
  ASKED_BY_KERNEL,
);

scenario(
  'F1',
  'keepOnCarrierLoss: live, for devices that appear later, kept at exit',
  async ({ lab, settled, took }) => {
    const { node, wire } = await switched(lab);
    const agent = await lab.agent(node, keeping(false));
    await settled(node, ...BOTH);
    expect(await evictions(node)).toBe('1 1');
    await agent.reload(KEEP);
    await took('switched on', evicting(node, '0 0'));

    await lab.link(node, 'eth0.7', wire, 'other');
    await node.ip('addr add 10.7.0.1/24 dev eth0.7');
    await took('a device that appeared', evicting(node, '0 0', 'eth0.7'));
    await node.ip('addr del 10.7.0.1/24 dev eth0.7');
    await took('one that is served no more', evicting(node, '1 1', 'eth0.7'));

    await agent.reload(keeping(false));
    await took('switched off', evicting(node, '1 1'));
    await agent.reload(KEEP);
    await evicting(node, '0 0');
    expect(await agent.stop()).toMatchObject({ code: 0 });
    expect(await evictions(node)).toBe('0 0');
  },
  SETTINGS,
);

const READ_ONLY = path.join(import.meta.dirname, '../../programs/read-only-sysctls.mjs');

scenario(
  'F1',
  'keepOnCarrierLoss where /proc/sys is read-only: said, and set once it is not',
  async ({ lab, settled, took }) => {
    const { node } = await switched(lab);
    const agent = await lab.agent(node, KEEP, { program: READ_ONLY });
    await settled(node, ...BOTH);
    await eventually(async () =>
      expect(await complaints(agent)).toEqual([
        expect.stringMatching(/eth0\.arp_evict_nocarrier cannot be set to 0 \(EROFS\).*false$/),
      ]),
    );
    await node.exec(['nsenter', '-t', `${agent.pid}`, '-m', 'umount', '/proc/sys']);
    await took('set', evicting(node, '0 0'));
    await eventually(async () => expect(await complaints(agent)).toEqual([]));
  },
  SETTINGS,
);

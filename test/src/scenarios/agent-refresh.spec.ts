import path from 'node:path';

import { expect } from '@jest/globals';
import { eventually, TWO_NODES, twoNodes } from '@kith/lab';

import { scenario } from '../scenario.js';
import { WITH_TURNS } from '../strategies.js';
import { ageFast, confirmed, refreshing } from './aging.js';
import { lan, nodes } from './lan.js';

const OLD_KERNEL = path.join(import.meta.dirname, '../../programs/old-kernel-agent.mjs');

scenario(
  'A4',
  'both next hops in both families, extern_learn only, kept REACHABLE without traffic',
  async ({ lab, took }) => {
    const { node1, node2 } = await twoNodes(lab);
    await ageFast(node1, 'eno1', 'eno2');
    const monitor = await node1.monitor();
    const { ipv4, ipv6 } = TWO_NODES;
    const config = nodes({ node2: [ipv4.node2, ipv6.node2] }, refreshing({ period: '1s' }));
    await lab.agent(node1, config);

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
        // the kernel may have entries of its own: link-local ones of who asked for us
        const lines = (await node1.neighborLines()).filter((line) => line.includes('proto 75'));
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
  { strategies: ['agent-refresh'] },
);

scenario(
  'G1',
  'auto takes agent-refresh where the kernel has no managed entries, and says so',
  async ({ lab, settled }) => {
    const { node } = await lan(lab);
    const agent = await lab.agent(node, nodes({ node2: '10.0.0.3' }), {
      program: OLD_KERNEL,
      env: { KITH_STRATEGY: undefined },
    });
    await settled(node, '10.0.0.3 eth0');
    expect(
      agent.log.split('\n').filter((line) => /strategy agent-refresh/.test(line)),
    ).toHaveLength(1);
  },
  { strategies: ['agent-refresh'] },
);

scenario(
  'G1',
  'it is forced by name, and probe shows that any kernel can do it',
  async ({ lab, strategy }) => {
    const { node } = await lan(lab);
    const flags = [`--strategy=${strategy}`];
    const agent = await lab.agent(node, nodes({ node2: '10.0.0.3' }), { flags });
    const { json } = await agent.cli('probe', '--json');
    const { strategies } = json as { strategies: readonly { id: string; isUsable: boolean }[] };
    expect(strategies).toContainEqual(expect.objectContaining({ id: strategy, isUsable: true }));
    expect(agent.log).toContain(`strategy ${strategy}`);
  },
  { strategies: WITH_TURNS },
);

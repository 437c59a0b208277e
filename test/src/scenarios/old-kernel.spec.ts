import { expect } from '@jest/globals';
import type { Capability } from '@kith/neighbor-api';

import { scenario } from '../scenario.js';
import { lan, nodes } from './lan.js';

const WITHOUT_MANAGED = { strategies: ['agent-refresh'], needs: 'no-managed' } as const;
const NODE2 = '10.0.0.3';

scenario(
  'G1',
  'on a kernel without managed entries auto takes agent-refresh, and probe says why',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    const agent = await lab.agent(node, nodes({ node2: NODE2 }), { flags: ['--strategy=auto'] });
    await took('resolved', settled(node, `${NODE2} eth0`));
    expect(
      agent.log.split('\n').filter((line) => /strategy agent-refresh/.test(line)),
    ).toHaveLength(1);

    const { code, json } = await agent.cli('probe', '--json');
    expect(code).toBe(0);
    const { capabilities } = json as { capabilities: readonly Capability[] };
    for (const capability of capabilities) {
      expect(capability).toMatchObject({
        status: 'unsupported',
        evidence: expect.stringContaining('NDA_FLAGS_EXT is not known to this kernel') as unknown,
      });
    }
  },
  WITHOUT_MANAGED,
);

scenario(
  'G1',
  'on a kernel without managed entries forced managed is refused with what is missing, and exit code 4',
  async ({ lab }) => {
    const { node } = await lan(lab);
    const agent = await lab.agent(node, nodes({ node2: NODE2 }), {
      flags: ['--strategy=managed'],
      awaitsReady: false,
    });
    expect(await agent.exited).toEqual({ code: 4, signal: undefined });
    const errors = agent.log.split('\n').filter((line) => line.startsWith('kith: '));
    expect(errors).toEqual([
      expect.stringContaining('managed needs managed, which is unsupported (NDA_FLAGS_EXT'),
    ]);
    // nor was one written that this kernel would take without a murmur
    expect(await node.neighborLines()).toEqual([]);
  },
  WITHOUT_MANAGED,
);

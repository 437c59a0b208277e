import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { type Agent, eventually, Lab } from '@kith/lab';

import { nodes } from './scenarios/lan.js';

const HOLD = path.join(import.meta.dirname, '../programs/hold-loading.mjs');
const LOADING = 'loading\n';

/** Starts one that is held where it begins to load; `goOn` lets it. */
async function whileItLoads(run: (agent: Agent, goOn: () => void) => Promise<void>): Promise<void> {
  const lab = new Lab();
  try {
    const gate = path.join(await lab.folder(), 'go-on');
    const env = { NODE_OPTIONS: `--import=${HOLD}`, HOLD_UNTIL: gate };
    const agent = await lab.agent(await lab.host('node1'), nodes({}), { env, awaitsReady: false });
    await eventually(() => expect(agent.log).toBe(LOADING));
    await run(agent, () => writeFileSync(gate, ''));
  } finally {
    await lab.dispose();
  }
}

describe('kith run, while it is being loaded', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends with success on %s', (signal) =>
    whileItLoads(async (agent, goOn) => {
      agent.signal(signal);
      goOn();
      expect(await agent.exited).toEqual({ code: 0, signal: undefined });
      expect(agent.log).toBe(LOADING);
    }),
  );

  it('survives SIGHUP, and reads what the config is by then', () =>
    whileItLoads(async (agent, goOn) => {
      await agent.reload(nodes({ node2: '10.0.0.2' }));
      goOn();
      await agent.ready();
      expect((await agent.cli('targets', '--json')).json).toMatchObject({
        targets: [{ owners: ['static/node2'] }],
      });
    }));
});

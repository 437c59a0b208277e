import path from 'node:path';

import { expect } from '@jest/globals';
import { type AgentConfig, eventually } from '@kith/lab';

import { scenario } from '../scenario.js';
import { lan, nodes } from './lan.js';

const BOTH = nodes({ node2: '10.0.0.2', node3: '10.0.0.3' });
const BOTH_ENTRIES = ['10.0.0.2 eth0', '10.0.0.3 eth0'] as const;

scenario(
  'E1',
  'killed while it writes, started again: the same table',
  async ({ lab, entries, settled, took, note }) => {
    const { node, peer } = await lan(lab);
    await peer.ip('route add local 10.64.0.0/16 dev lo');
    await node.ip('route add 10.64.0.0/16 dev eth0 src 10.0.0.1');
    const all = Array.from({ length: 5000 }, (_, i) => `10.64.${i >> 8}.${i & 255}`);
    const config = nodes({ all });
    const monitor = await node.monitor();
    const written: number[] = [];
    for (const moment of [1, 500]) {
      const agent = await lab.agent(node, config, { awaitsReady: false });
      const news = new Set<string>();
      await monitor.until(({ address }) => news.add(address).size >= moment, 30_000);
      expect(await agent.kill9()).toEqual({ code: undefined, signal: 'SIGKILL' });
      written.push((await entries(node)).length);
    }
    note(`killed at ${written.join(' and ')} of ${all.length}`);
    expect(written[0]).toBeLessThan(all.length);
    await lab.agent(node, config);
    await took('whole again', settled(node, ...all.map((address) => `${address} eth0`)));
  },
);

scenario(
  'E1',
  'what lost its target meanwhile goes, the rest stays',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    const killed = await lab.agent(node, BOTH);
    await settled(node, ...BOTH_ENTRIES);
    await killed.kill9();

    const monitor = await node.monitor();
    await lab.agent(node, nodes({ node2: '10.0.0.2' }));
    await took('gone', settled(node, '10.0.0.2 eth0'));
    // what the kernel tells of it is on its way
    await monitor.until(({ kind }) => kind === 'deleted');
    const gone = monitor.events.filter(({ kind }) => kind === 'deleted');
    expect(gone.map(({ address }) => address)).toEqual(['10.0.0.3']);
  },
);

const UNSYNCED = path.join(import.meta.dirname, '../../programs/unsynced-agent.mjs');
/** Longer than any audit, batch or back-off of a start. */
const SETTLING_MS = 3_000;

scenario(
  'E2',
  'a source that never syncs: nothing is deleted',
  async ({ lab, entries, settled, took }) => {
    const { node } = await lan(lab);
    const killed = await lab.agent(node, BOTH);
    await settled(node, ...BOTH_ENTRIES);
    await killed.kill9();

    const monitor = await node.monitor();
    const config = nodes({ node2: '10.0.0.4' }, { 'source-unsynced': {} });
    const agent = await lab.agent(node, config, { program: UNSYNCED, awaitsReady: false });
    await agent.answers();
    await took('it still serves', settled(node, ...BOTH_ENTRIES, '10.0.0.4 eth0'));
    const { status, body } = await agent.get('/readyz');
    expect(status).toBe(503);
    expect(JSON.stringify(body)).toContain('unsynced');
    const deleted = monitor.until(({ kind }) => kind === 'deleted', SETTLING_MS);
    await expect(deleted).rejects.toThrow('no such event');

    expect(await agent.stop()).toEqual({ code: 0, signal: undefined });
    expect(await entries(node)).toEqual([...BOTH_ENTRIES, '10.0.0.4 eth0']);
  },
);

scenario('E3', 'SIGTERM: it ends, the entries stay', async ({ lab, entries, settled, took }) => {
  const { node } = await lan(lab);
  const agent = await lab.agent(node, BOTH);
  await settled(node, ...BOTH_ENTRIES);
  const ended = agent.stop();
  await took('ended', ended);
  expect(await ended).toEqual({ code: 0, signal: undefined });
  expect(await entries(node)).toEqual(BOTH_ENTRIES);
});

/** BOTH, on these devices only. */
function on(devices: readonly string[], config: AgentConfig): AgentConfig {
  const plugins = config['plugins'] as Record<string, unknown>;
  return { ...config, plugins: { ...plugins, 'neighbor-controller': { devices } } };
}

scenario('E4', 'SIGHUP: devices and nodes change live', async ({ lab, settled, took }) => {
  const { node } = await lan(lab);
  const targets = nodes({ node2: ['10.0.0.2', '10.1.0.2'] });
  const agent = await lab.agent(node, on(['eth0'], targets));
  await settled(node, '10.0.0.2 eth0');
  await agent.reload(on(['eth1'], targets));
  await took('other devices', settled(node, '10.1.0.2 eth1'));
  await agent.reload(on(['eth+'], nodes({ node3: '10.0.0.3', node4: '10.1.0.4' })));
  await took('other nodes', settled(node, '10.0.0.3 eth0', '10.1.0.4 eth1'));
});

scenario(
  'E4',
  'SIGHUP with a bad config: refused, the old one stays',
  async ({ lab, entries, settled, took }) => {
    const { node } = await lan(lab);
    const agent = await lab.agent(node, BOTH);
    await settled(node, ...BOTH_ENTRIES);
    await agent.reload({ plugins: { 'source-static': { nods: [] } } });
    await took(
      'said',
      eventually(() => expect(agent.log).toMatch(/nods[^]*nodes/)),
    );
    expect(await entries(node)).toEqual(BOTH_ENTRIES);
    // and it still listens
    await agent.reload(nodes({ node3: '10.0.0.3' }));
    await took('the next good one', settled(node, '10.0.0.3 eth0'));
  },
);

scenario(
  'E5',
  'a second agent on the same socket or mark refuses to start',
  async ({ lab, entries, settled }) => {
    const { node } = await lan(lab);
    const first = await lab.agent(node, BOTH);
    await settled(node, ...BOTH_ENTRIES);

    const sameMark = await lab.agent(node, BOTH, { awaitsReady: false });
    expect(await sameMark.exited).toMatchObject({ code: 1 });
    expect(sameMark.log).toContain('neighbor-mark-75');

    const other = { 'neighbor-writer': { protocol: 76 } };
    const flags = ['--socket', first.socket];
    const config = nodes({ node2: '10.0.0.2' }, other);
    const sameSocket = await lab.agent(node, config, { flags, awaitsReady: false });
    expect(await sameSocket.exited).toMatchObject({ code: 1 });
    expect(sameSocket.log).toContain(first.socket);

    // the first one did not notice
    expect(await first.get('/readyz')).toMatchObject({ status: 200 });
    expect(await entries(node)).toEqual(BOTH_ENTRIES);
  },
  { strategies: ['managed'] },
);

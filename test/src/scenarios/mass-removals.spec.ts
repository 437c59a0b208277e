import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { expect } from '@jest/globals';
import { type Agent, eventually, type Host, type Lab } from '@kith/lab';

import { scenario } from '../scenario.js';
import { complaints } from './ask.js';
import { lan } from './lan.js';

const COUNT = 30;
const ADDRESSES = Array.from({ length: COUNT }, (_, i) => `10.64.0.${i + 1}`);
const ENTRIES = ADDRESSES.map((address) => `${address} eth0`);

/** An agent with thirty nodes in a file. */
async function thirty(
  lab: Lab,
  holdRemovals: string,
): Promise<{ node: Host; agent: Agent; write: (...addresses: string[]) => Promise<void> }> {
  const { node, peer } = await lan(lab);
  await peer.ip('route add local 10.64.0.0/24 dev lo');
  await node.ip('route add 10.64.0.0/24 dev eth0 src 10.0.0.1');
  const file = path.join(await lab.folder(), 'nodes.json');
  const write = (...addresses: string[]): Promise<void> =>
    writeFile(
      file,
      JSON.stringify({
        nodes: addresses.map((address) => ({ name: address, addresses: [address] })),
      }),
    );
  await write(...ADDRESSES);
  const agent = await lab.agent(node, {
    plugins: { 'source-file': { path: file }, 'neighbor-controller': { holdRemovals } },
  });
  return { node, agent, write };
}

const said = (agent: Agent, ...what: readonly RegExp[]): Promise<number> =>
  eventually(
    async () =>
      expect(await complaints(agent)).toEqual(what.map((line) => expect.stringMatching(line))),
    { describe: 'what the agent says of removals' },
  );

scenario(
  'E6',
  'a source loses most of its nodes at once: they stay until somebody confirms it',
  async ({ lab, settled, took }) => {
    const { node, agent, write } = await thirty(lab, '1h');
    await settled(node, ...ENTRIES);

    await write('10.0.0.2');
    await took('held', said(agent, /source file would take away 30 targets at once/));
    await settled(node, '10.0.0.2 eth0', ...ENTRIES);
    const confirm = (source: string) => agent.cli('target', 'confirm', source);
    expect(await confirm('static')).toMatchObject({ code: 1 });
    await settled(node, '10.0.0.2 eth0', ...ENTRIES);
    expect(await confirm('file')).toMatchObject({
      code: 0,
      stdout: 'source file let go of 30 targets\n',
    });
    await took('confirmed', settled(node, '10.0.0.2 eth0'));
    await said(agent);
  },
);

scenario(
  'E6',
  'a source loses most of its nodes at once, and has them again: nothing happened',
  async ({ lab, settled, took }) => {
    const { node, agent, write } = await thirty(lab, '1h');
    await settled(node, ...ENTRIES);
    await write('10.64.0.1');
    await said(agent, /source file would take away 29 targets at once/);
    await write(...ADDRESSES);
    await took('as before', said(agent));
    await settled(node, ...ENTRIES);
  },
);

scenario(
  'E6',
  'a source loses most of its nodes at once: they go when the time is over',
  async ({ lab, settled, took }) => {
    const { node, agent, write } = await thirty(lab, '2s');
    await settled(node, ...ENTRIES);
    await write('10.64.0.1');
    await took('over', settled(node, '10.64.0.1 eth0'));
    expect(agent.log).toContain('source file would take away 29 targets at once');
    await said(agent);
  },
);

import { mkdir, open, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { expect } from '@jest/globals';
import { type Agent, type AgentConfig, eventually, type Lab } from '@kith/lab';

import { scenario } from '../scenario.js';
import { complaints } from './ask.js';
import { lan, nodes } from './lan.js';

/** A text of nodes: `text({ node2: '10.0.0.2' })`. */
function text(addresses: Readonly<Record<string, string>>): string {
  const lines = Object.entries(addresses).map(
    ([name, address]) => `  - { name: ${name}, addresses: [${address}] }\n`,
  );
  return lines.length === 0 ? 'nodes: []\n' : `nodes:\n${lines.join('')}`;
}

const NODE2 = { node2: '10.0.0.2' };
const NODE3 = { node3: '10.0.0.3' };

/** A folder of the lab with nothing in it, and an agent's config that names something in it. */
async function place(lab: Lab, name: string): Promise<{ at: string; config: AgentConfig }> {
  const at = path.join(await lab.folder(), name);
  return { at, config: { plugins: { 'source-file': { path: at } } } };
}

/** Waits until the agent says this of its files, and nothing else is wrong. */
const said = (agent: Agent, ...what: readonly RegExp[]): Promise<number> =>
  eventually(
    async () =>
      expect(await complaints(agent)).toEqual(what.map((line) => expect.stringMatching(line))),
    { describe: 'what the agent says of its files' },
  );

scenario('H1', 'a file is edited, replaced, emptied of nodes', async (tools) => {
  const { lab, settled, took } = tools;
  const { node } = await lan(lab);
  const { at, config } = await place(lab, 'nodes.yaml');
  await writeFile(at, text(NODE2));
  await lab.agent(node, config);
  await took('resolved', settled(node, '10.0.0.2 eth0'));

  await writeFile(at, text({ ...NODE2, ...NODE3 }));
  await took('edited in place', settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0'));

  for (const [i, addresses] of [NODE3, NODE2].entries()) {
    await writeFile(`${at}.new`, text(addresses));
    await rename(`${at}.new`, at);
    await took('renamed over', settled(node, `10.0.0.${3 - i} eth0`));
  }

  // as vim does
  await rename(at, `${at}~`);
  await writeFile(at, text(NODE3));
  await took('moved away and written anew', settled(node, '10.0.0.3 eth0'));

  await writeFile(at, text({}));
  await took('no nodes', settled(node));
});

scenario(
  'H1',
  'a file that is half-written, invalid or gone keeps its last good nodes, and says so',
  async ({ lab, entries, settled, took }) => {
    const { node } = await lan(lab);
    const { at, config } = await place(lab, 'nodes.yaml');
    await writeFile(at, text({ ...NODE2, ...NODE3 }));
    const agent = await lab.agent(node, config);
    const both = ['10.0.0.2 eth0', '10.0.0.3 eth0'];
    await settled(node, ...both);
    const monitor = await node.monitor();

    const handle = await open(at, 'w');
    await handle.write('nodes:\n  - { name: node2, addresses: [10.0');
    await took(
      'half-written',
      said(agent, /^source-file\/nodes\.yaml: .*nodes\.yaml:2:\d+: .*stay$/),
    );
    await handle.write('.0.2] }\n  - { name: node3, addresses: [10.0.0.3] }\n');
    await handle.close();
    await took('written to its end', said(agent));

    await writeFile(at, 'nodes:\n  - { name: node2, adresses: [10.0.0.2] }\n');
    await took('invalid', said(agent, /nodes\.yaml:2:\d+: .*the nearest is "addresses".*stay$/));
    await writeFile(at, '');
    await took('empty', said(agent, /is empty; write "nodes: \[\]" for no nodes; .*stay$/));
    await rm(at);
    await took('gone', said(agent, /is not there; put it there.*the last nodes stay$/));
    await rm(path.dirname(at), { recursive: true });
    // its folder comes back under the same name, maybe with the same inode
    await mkdir(path.dirname(at));
    await writeFile(at, text({ ...NODE2, node4: '10.0.0.4' }));
    await took('there again, with its folder', settled(node, '10.0.0.2 eth0', '10.0.0.4 eth0'));
    await said(agent);

    await monitor.until(({ kind, address }) => kind === 'deleted' && address === '10.0.0.3');
    const deleted = monitor.events.filter(({ kind }) => kind === 'deleted');
    expect(deleted.map(({ address }) => address)).toEqual(['10.0.0.3']);
    expect(await agent.get('/readyz')).toMatchObject({ status: 200 });
    expect(await entries(node)).toEqual(['10.0.0.2 eth0', '10.0.0.4 eth0']);
  },
  { strategies: ['managed'] },
);

scenario(
  'H1',
  'a volume of Kubernetes: the link that its files lead through is swapped',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    const { at: volume } = await place(lab, 'volume');
    /** As kubelet does it. */
    const swap = async (version: string, addresses: Readonly<Record<string, string>>) => {
      await mkdir(path.join(volume, `..${version}`), { recursive: true });
      await writeFile(path.join(volume, `..${version}`, 'nodes.yaml'), text(addresses));
      await symlink(`..${version}`, path.join(volume, '..data_tmp'));
      const before = await readlink(path.join(volume, '..data')).catch(() => undefined);
      await rename(path.join(volume, '..data_tmp'), path.join(volume, '..data'));
      if (before !== undefined) await rm(path.join(volume, before), { recursive: true });
    };
    await swap('1', NODE2);
    await symlink('..data/nodes.yaml', path.join(volume, 'nodes.yaml'));
    const file = path.join(volume, 'nodes.yaml');
    const agent = await lab.agent(node, { plugins: { 'source-file': { path: file } } });
    await settled(node, '10.0.0.2 eth0');
    await swap('2', NODE3);
    await took('as a file', settled(node, '10.0.0.3 eth0'));
    await swap('3', NODE2);
    await took('as a file', settled(node, '10.0.0.2 eth0'));

    await agent.reload({ plugins: { 'source-file': { path: volume } } });
    await swap('4', NODE3);
    await took('as a folder', settled(node, '10.0.0.3 eth0'));
    await swap('5', NODE2);
    await took('as a folder', settled(node, '10.0.0.2 eth0'));
  },
  { strategies: ['managed'] },
);

scenario(
  'H1',
  'a folder of files: each is followed, a bad one harms no other',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    const { at: folder, config } = await place(lab, 'nodes.d');
    const put = (name: string, content: string) => writeFile(path.join(folder, name), content);
    await mkdir(folder);
    await put('a.yaml', text(NODE2));
    await put('b.json', '{ "nodes": [{ "name": "node3", "addresses": ["10.0.0.3"] }] }');
    await put('a.yaml~', text({ node9: '10.0.0.9' }));
    const agent = await lab.agent(node, config);
    await settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0');

    await put('c.yaml', text({ node4: '10.0.0.4' }));
    await took('added', settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0', '10.0.0.4 eth0'));
    await rm(path.join(folder, 'b.json'));
    await took('deleted', settled(node, '10.0.0.2 eth0', '10.0.0.4 eth0'));

    await put('a.yaml', 'nodes: [');
    await said(agent, /a\.yaml.*its last good nodes stay$/);
    await put('c.yaml', text({ node5: '10.0.0.5' }));
    await took('beside a bad one', settled(node, '10.0.0.2 eth0', '10.0.0.5 eth0'));

    await put('a.yaml', text({ node5: '10.0.0.2' }));
    await took('a name twice', said(agent, /c\.yaml: node "node5" is in .*a\.yaml too/));
    await settled(node, '10.0.0.2 eth0');
    await rm(path.join(folder, 'a.yaml'));
    await took('a name once', settled(node, '10.0.0.5 eth0'));
    await said(agent);
  },
  { strategies: ['managed'] },
);

scenario(
  'E2',
  'a file that is missing or bad at the start: nothing is deleted, the other sources work',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    const { at, config } = await place(lab, 'nodes.yaml');
    await writeFile(at, text({ ...NODE2, ...NODE3 }));
    const killed = await lab.agent(node, config);
    await settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0');
    await killed.kill9();
    await rm(at);

    const plugins = config['plugins'] as Record<string, unknown>;
    const agent = await lab.agent(node, nodes({ node4: '10.0.0.4' }, plugins), {
      awaitsReady: false,
    });
    const all = ['10.0.0.2 eth0', '10.0.0.3 eth0', '10.0.0.4 eth0'];
    await took('the other source', settled(node, ...all));
    const unready = { status: 503, body: expect.objectContaining({}) };
    for (const content of [undefined, 'nodes: 7\n']) {
      if (content !== undefined) await writeFile(at, content);
      await said(agent, content === undefined ? /is not there/ : /expected a list, got 7/);
      const readyz = await agent.get('/readyz');
      expect(readyz).toEqual(unready);
      expect(JSON.stringify(readyz.body)).toContain('source file');
    }
    await settled(node, ...all);

    await writeFile(at, text(NODE2));
    await took('good at last', settled(node, '10.0.0.2 eth0', '10.0.0.4 eth0'));
    await agent.ready();
  },
  { strategies: ['managed'] },
);

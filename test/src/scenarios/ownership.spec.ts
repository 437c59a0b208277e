import { expect } from '@jest/globals';
import { type Agent, eventually, type Host } from '@kith/lab';

import { scenario } from '../scenario.js';
import { complaints, counter, neighbors } from './ask.js';
import { lan, nodes } from './lan.js';

const OTHER_MAC = '02:00:00:00:00:99';
const WANTED = nodes({ node2: '10.0.0.3' });
const NOTHING = nodes({});

/** Everybody's entries but ours and the kernel's own, without the states that the kernel moves them through. */
async function others(node: Host): Promise<readonly unknown[]> {
  const rows = await node.neighbors();
  return rows
    .filter(({ protocol, address }) => protocol !== '75' && !address.startsWith('ff'))
    .sort((a, b) => a.address.localeCompare(b.address))
    .map(({ address, lladdr, flags, protocol, state }) => {
      const isPinned = state === 'PERMANENT' || state === 'NOARP';
      return { address, lladdr, flags, protocol, state: isPinned ? state : 'dynamic' };
    });
}

scenario('D1', 'entries of others on keys that nobody wants are left alone', async ({ lab }) => {
  const { node } = await lan(lab);
  await node.ipBatch([
    `neigh add 10.0.0.2 dev eth0 lladdr ${OTHER_MAC} nud permanent`,
    `neigh add 10.0.0.4 dev eth0 lladdr ${OTHER_MAC} nud reachable extern_learn`,
    `neigh add 10.0.0.5 dev eth0 lladdr ${OTHER_MAC} nud reachable proto zebra`,
    `neigh add 10.0.0.254 dev eth0 lladdr ${OTHER_MAC} nud stale`,
    // one of an earlier run that nobody wants any more: it goes, so pruning was done
    'neigh add 10.0.0.77 dev eth0 managed extern_learn nud none proto 75',
  ]);
  const theirs = await others(node);
  expect(theirs).toHaveLength(4);

  const agent = await lab.agent(node, WANTED);
  await ours(node, '10.0.0.3');
  expect(await others(node)).toEqual(theirs);
  expect(await agent.stop()).toEqual({ code: 0, signal: undefined });
  expect(await others(node)).toEqual(theirs);

  const flags = ['--enable-l2-neigh-discovery=false'];
  const disabled = await lab.agent(node, WANTED, { flags });
  await ours(node);
  expect(await others(node)).toEqual(theirs);
  await disabled.stop();

  await node.ip('neigh add 10.0.0.3 dev eth0 managed extern_learn nud none proto 75');
  expect(await agent.cli('cleanup')).toMatchObject({ code: 0 });
  await ours(node);
  expect(await others(node)).toEqual(theirs);
});

/** Waits until exactly these addresses have entries with our mark. */
function ours(node: Host, ...expected: readonly string[]): Promise<number> {
  return eventually(async () => {
    const rows = await node.neighbors();
    const marked = rows.filter(({ protocol }) => protocol === '75');
    expect(marked.map(({ address }) => address)).toEqual(expected);
  });
}

const FOREIGN = {
  PERMANENT: `lladdr ${OTHER_MAC} nud permanent`,
  NOARP: `lladdr ${OTHER_MAC} nud noarp`,
  'with the mark of another program': `lladdr ${OTHER_MAC} nud stale proto zebra`,
  'extern_learn of another program': `lladdr ${OTHER_MAC} nud stale extern_learn`,
};

for (const [kind, entry] of Object.entries(FOREIGN)) {
  scenario('D1b', `an entry that we want is ${kind}: respected`, async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    await node.ip(`neigh add 10.0.0.3 dev eth0 ${entry}`);
    const theirs = await others(node);
    const agent = await lab.agent(node, WANTED);
    expect(await neighbors(agent)).toMatchObject([
      { address: '10.0.0.3', status: 'foreign', lladdr: OTHER_MAC },
    ]);
    expect(await others(node)).toEqual(theirs);
    await node.ip('neigh del 10.0.0.3 dev eth0');
    await took('ours when it goes', settled(node, '10.0.0.3 eth0'));
  });
}

scenario(
  'D1b',
  'the entry of another program fails: ours',
  async ({ lab, entries, settled, took }) => {
    const { node } = await lan(lab);
    await node.ip(`neigh add 10.0.0.3 dev eth0 lladdr ${OTHER_MAC} nud stale proto zebra`);
    await lab.agent(node, WANTED);
    expect(await entries(node)).toEqual([]);
    // nobody has that MAC address: the kernel asks it in vain
    await node.ip(`neigh replace 10.0.0.3 dev eth0 lladdr ${OTHER_MAC} nud probe proto zebra`);
    await took('ours, after 3 s of probes', settled(node, '10.0.0.3 eth0'));
  },
);

scenario(
  'D1c',
  'an administrator pins an entry of ours: theirs',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    const agent = await lab.agent(node, WANTED);
    await settled(node, '10.0.0.3 eth0');
    await node.ip(`neigh replace 10.0.0.3 dev eth0 lladdr ${OTHER_MAC} nud permanent`);
    const pinned = [`10.0.0.3 dev eth0 lladdr ${OTHER_MAC} PERMANENT proto 75`];
    const isForeign = eventually(async () =>
      expect(await neighbors(agent)).toMatchObject([{ address: '10.0.0.3', status: 'foreign' }]),
    );
    await took('seen', isForeign);
    expect(await eventsOf(agent, 'taken')).toHaveLength(1);

    // prune: the target goes, then the agent itself starts anew
    await agent.reload(NOTHING);
    await eventually(async () => expect(await neighbors(agent)).toEqual([]));
    expect(await node.neighborLines()).toEqual(pinned);
    await agent.stop();
    await (await lab.agent(node, NOTHING)).stop();
    expect(await node.neighborLines()).toEqual(pinned);
    const flags = ['--enable-l2-neigh-discovery=false'];
    await (await lab.agent(node, WANTED, { flags })).stop();
    expect(await node.neighborLines()).toEqual(pinned);
    expect(await agent.cli('cleanup')).toMatchObject({ code: 0 });
    expect(await node.neighborLines()).toEqual(pinned);
  },
);

/** Past events of one kind. */
async function eventsOf(agent: Agent, kind: string): Promise<readonly unknown[]> {
  const { events } = (await agent.get('/v1/events')).body as {
    events: readonly { kind: string }[];
  };
  return events.filter((event) => event.kind === kind);
}

const CHURN = 10_000;

scenario(
  'D1d',
  'churn of FDB and proxy rows passes by',
  async ({ lab, settled, note }) => {
    const { node } = await lan(lab);
    await node.ipBatch(['link add br0 type bridge', 'link set dev eth1 master br0']);
    const agent = await lab.agent(node, WANTED);
    await settled(node, '10.0.0.3 eth0');
    const before = agent.cpuTime();

    const all = Array.from({ length: CHURN }, (_, i) => i);
    const pair = (i: number) => [(i >> 8).toString(16), (i & 255).toString(16)] as const;
    const fdb = all.map(
      (i) =>
        `02:00:00:00:${pair(i)
          .map((byte) => byte.padStart(2, '0'))
          .join(':')}`,
    );
    const change = (what: string) => fdb.map((mac) => `fdb ${what} ${mac} dev eth1 master static`);
    for (const what of ['add', 'del', 'add']) {
      await node.exec(['bridge', '-batch', '-'], { input: change(what).join('\n') });
    }
    const proxies = all.map((i) => `10.0.${4 + (i >> 8)}.${i & 255}`);
    await node.ipBatch(proxies.map((address) => `neigh add proxy ${address} dev eth0`));

    const { json } = await agent.cli('explain', '10.0.4.0', '--json');
    expect(json).toMatchObject({ entries: [] });
    await settled(node, '10.0.0.3 eth0');
    const cpu = agent.cpuTime() - before;
    note(`${4 * CHURN} rows: ${cpu} ms of agent CPU`);
    expect(cpu).toBeLessThan(1000);
  },
  { strategies: ['managed'] },
);

const ATTACKS = {
  'deletes it': 'neigh del 10.0.0.3 dev eth0',
  // pinned ones too
  'flushes the device': 'neigh flush dev eth0 nud all',
  'strips its flags': 'neigh replace 10.0.0.3 dev eth0 lladdr MAC nud reachable',
  'replaces its MAC': `neigh replace 10.0.0.3 dev eth0 lladdr ${OTHER_MAC} nud reachable`,
};

for (const [what, command] of Object.entries(ATTACKS)) {
  scenario('D2', `somebody ${what}: put back, and counted`, async ({ lab, settled, took }) => {
    const { node, peer } = await lan(lab);
    const mac = await peer.mac('eth0');
    const agent = await lab.agent(node, WANTED);
    await settled(node, '10.0.0.3 eth0');
    const right = await node.neighborLines();

    await node.ip(command.replace('MAC', mac));
    const isRight = eventually(async () => expect(await node.neighborLines()).toEqual(right));
    await took(`put back after somebody ${what}`, isRight);
    expect(await counter(agent, 'kith_neighbor_repairs_total')).toBeGreaterThan(0);
  });
}

scenario('D2', 'a fight is told, and backed off from', async ({ lab, settled, took }) => {
  const { node } = await lan(lab);
  const agent = await lab.agent(node, WANTED);
  await settled(node, '10.0.0.3 eth0');
  const isTold = eventually(async () => {
    await node.exec(['ip', 'neigh', 'del', '10.0.0.3', 'dev', 'eth0'], { mayFail: true });
    const said = await complaints(agent);
    const who = 'somebody (the entry was deleted) undid 10.0.0.3 on eth0';
    expect(said).toEqual([expect.stringContaining(who)]);
  });
  await took('told', isTold);
  // whoever it was has stopped
  await took('put back after the pause', settled(node, '10.0.0.3 eth0'));
});

import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { expect } from '@jest/globals';
import { EtcdCluster, type EtcdOptions } from '@kith/kube-testenv';
import { type Agent, type AgentConfig, eventually, type Lab } from '@kith/lab';

import { PREFIX, Store } from '../etcd/store.js';
import { scenario } from '../scenario.js';
import { cutUplink, mendUplink, serveHere, SERVER_ADDRESS, uplink } from '../uplink.js';
import { complaints } from './ask.js';
import { lan, type Lan, nodes } from './lan.js';

const ETCD_ONLY = { needs: 'etcd', strategies: ['managed'] } as const;

/** Starts etcd for a test, and ends it with it. */
async function withEtcd(
  options: EtcdOptions,
  run: (etcd: EtcdCluster, store: Store) => Promise<void>,
): Promise<void> {
  await serveHere();
  const etcd = await EtcdCluster.start({ ...options, address: SERVER_ADDRESS });
  try {
    await run(etcd, new Store(etcd));
  } finally {
    await etcd.stop();
  }
}

/** A node of two devices that reaches etcd. */
async function connectedLan(lab: Lab): Promise<Lan> {
  const made = await lan(lab);
  await uplink(made.node);
  return made;
}

function configOf(etcd: EtcdCluster, others: Readonly<Record<string, unknown>> = {}): AgentConfig {
  return { plugins: { 'source-etcd': { endpoints: etcd.endpoints, prefix: PREFIX, ...others } } };
}

/** Waits until the agent says this, and nothing else is wrong. */
const said = (agent: Agent, what: readonly RegExp[], within?: number): Promise<number> =>
  eventually(
    async () =>
      expect(await complaints(agent)).toEqual(what.map((line) => expect.stringMatching(line))),
    { describe: 'what the agent says of etcd', ...(within !== undefined && { within }) },
  );

scenario(
  'H3',
  'records are put, changed and deleted; a lease expires',
  async ({ lab, settled, took }) =>
    withEtcd({}, async (etcd, store) => {
      const { node } = await connectedLan(lab);
      await store.put('node2', '10.0.0.2');
      const agent = await lab.agent(node, configOf(etcd));
      await took('listed', settled(node, '10.0.0.2 eth0'));
      await store.put('node3', '10.0.0.3');
      await took('put', settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0'));
      await store.put('node2', '10.0.0.4');
      await took('changed', settled(node, '10.0.0.3 eth0', '10.0.0.4 eth0'));
      await store.delete('node3');
      await took('deleted', settled(node, '10.0.0.4 eth0'));

      const lease = await store.lease(2);
      await store.put('node5', '10.0.0.5', lease);
      await settled(node, '10.0.0.4 eth0', '10.0.0.5 eth0');
      await took('lease expired', settled(node, '10.0.0.4 eth0'));
      await took('stopped', agent.stop());
    }),
  { needs: 'etcd' },
);

scenario(
  'H3',
  'a bad record keeps its last good one, says which, and harms no other',
  async ({ lab, settled, took }) =>
    withEtcd({}, async (etcd, store) => {
      const { node } = await connectedLan(lab);
      await store.put('node2', '10.0.0.2');
      await store.putText('odd', 'no JSON');
      const agent = await lab.agent(node, configOf(etcd));
      await settled(node, '10.0.0.2 eth0');
      await said(agent, [
        /^source-etcd\/records\/odd: \/kith\/nodes\/odd is no JSON .*put it again$/,
      ]);
      await store.put('odd', '10.0.0.3');
      await store.putText('node2', '{"name":"node9","addresses":["10.0.0.9"]}');
      await took(
        'bad',
        said(agent, [/\/kith\/nodes\/node2 is named "node9".*last good record stays/]),
      );
      await settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0');
      await store.put('node2', '10.0.0.4');
      await took('good again', said(agent, []));
      await settled(node, '10.0.0.3 eth0', '10.0.0.4 eth0');
    }),
  ETCD_ONLY,
);

scenario(
  'H3',
  'the connection falls silent; what happened since is compacted when it is back',
  async ({ lab, settled, took }) =>
    withEtcd({}, async (etcd, store) => {
      const { node } = await connectedLan(lab);
      await store.put('node2', '10.0.0.2');
      await store.put('node3', '10.0.0.3');
      const agent = await lab.agent(node, configOf(etcd));
      await settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0');
      const monitor = await node.monitor();

      await cutUplink(node);
      await took('silence noticed', said(agent, [/connection: http.*cannot be reached/], 30_000));
      await store.delete('node3');
      await store.put('node4', '10.0.0.4');
      await store.compact();
      await settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0');
      expect(await agent.get('/readyz')).toMatchObject({ status: 200 });
      await mendUplink(node);
      await took('listed again', settled(node, '10.0.0.2 eth0', '10.0.0.4 eth0'));
      await said(agent, []);
      await store.put('node5', '10.0.0.5');
      await settled(node, '10.0.0.2 eth0', '10.0.0.4 eth0', '10.0.0.5 eth0');

      const deleted = monitor.events.filter(({ kind }) => kind === 'deleted');
      expect(deleted.map(({ address }) => address)).toEqual(['10.0.0.3']);
    }),
  ETCD_ONLY,
);

scenario(
  'H3',
  'each of three members ends and comes back; then all are away, and everything stays',
  async ({ lab, settled, took }) =>
    withEtcd({ members: 3 }, async (etcd, store) => {
      const { node } = await connectedLan(lab);
      await store.put('node2', '10.0.0.2');
      const agent = await lab.agent(node, configOf(etcd));
      await settled(node, '10.0.0.2 eth0');
      const monitor = await node.monitor();

      for (const [i, member] of etcd.members.entries()) {
        await member.kill();
        // until the others have elected a leader it is refused
        await eventually(() => store.put('node3', `10.0.0.${3 + i}`));
        await took('followed without one', settled(node, '10.0.0.2 eth0', `10.0.0.${3 + i} eth0`));
        await member.start();
      }

      const [first, ...others] = etcd.members;
      for (const member of others) await member.kill();
      await took(
        'one alone',
        said(agent, [/connection: .*cannot be reached .*has lost the other members/], 30_000),
      );
      await first?.kill();
      await took('all away', said(agent, [/connection: .*cannot be reached .*stays$/]));
      await settled(node, '10.0.0.2 eth0', '10.0.0.5 eth0');
      expect(await agent.get('/readyz')).toMatchObject({ status: 200 });
      const gone = monitor.events.filter(({ kind }) => kind === 'deleted').length;

      for (const member of etcd.members) member.launch();
      await Promise.all(etcd.members.map((member) => member.ready()));
      await store.delete('node3');
      await took('back', settled(node, '10.0.0.2 eth0'));
      await said(agent, []);
      expect(gone).toBe(2);
      const deleted = monitor.events.filter(({ kind }) => kind === 'deleted');
      expect(deleted.map(({ address }) => address)).toEqual(['10.0.0.3', '10.0.0.4', '10.0.0.5']);
    }),
  ETCD_ONLY,
);

scenario(
  'H3',
  'a member that hangs is left for another',
  async ({ lab, entries, settled, took }) =>
    withEtcd({ members: 3 }, async (etcd, store) => {
      const { node } = await connectedLan(lab);
      await store.put('node2', '10.0.0.2');
      const [first, second, third] = etcd.members;
      if (!first || !second || !third) throw new Error('there are not three members');
      const order = [second, first, third].map(({ endpoint }) => endpoint);
      const agent = await lab.agent(node, configOf(etcd, { endpoints: order }));
      await settled(node, '10.0.0.2 eth0');

      second.server.signal('SIGSTOP');
      await eventually(() => store.put('node3', '10.0.0.3'));
      await took(
        'left the one that hangs',
        eventually(async () => expect(await entries(node)).toHaveLength(2), { within: 30_000 }),
      );
      // a connection that is silent is not waited for
      first.server.signal('SIGSTOP');
      third.server.signal('SIGSTOP');
      expect(await agent.stop()).toMatchObject({ code: 0 });
    }),
  { ...ETCD_ONLY, isWaiting: true },
);

scenario(
  'H3',
  'etcd begins anew without what it stored: what it has now counts',
  async ({ lab, settled, took }) =>
    withEtcd({}, async (etcd, store) => {
      const { node } = await connectedLan(lab);
      await store.put('node2', '10.0.0.2');
      await store.put('node3', '10.0.0.3');
      await lab.agent(node, configOf(etcd));
      await settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0');
      for (const member of etcd.members) {
        await member.wipe();
        await cutUplink(node);
        await member.start();
      }
      await store.put('node4', '10.0.0.4');
      await mendUplink(node);
      await took('begun anew', settled(node, '10.0.0.4 eth0'));
      await store.put('node5', '10.0.0.5');
      await settled(node, '10.0.0.4 eth0', '10.0.0.5 eth0');
    }),
  ETCD_ONLY,
);

scenario(
  'H3',
  'over TLS, with a user: what does not fit is told with the cure, and followed once it does',
  async ({ lab, settled, took }) =>
    withEtcd({ members: 3, security: 'tls' }, async (etcd, store) => {
      const { node } = await connectedLan(lab);
      const passwordFile = path.join(await lab.folder(), 'password');
      await store.put('node2', '10.0.0.2');
      await store.requirePassword('secret');
      await writeFile(passwordFile, 'wrong\n');
      const ca = etcd.tls?.ca;
      const agent = await lab.agent(node, configOf(etcd), { awaitsReady: false });
      await agent.answers();
      await said(agent, [/certificate is not trusted .*check source-etcd\.tls\.ca;/]);
      await agent.reload(configOf(etcd, { tls: { ca } }));
      await said(agent, [/wants a user; set source-etcd\.user and passwordFile/]);
      await agent.reload(configOf(etcd, { tls: { ca }, user: 'root', passwordFile }));
      await said(agent, [/refuses user root .*check source-etcd\.user and passwordFile/]);
      await writeFile(passwordFile, 'secret\n');
      await took('let in', settled(node, '10.0.0.2 eth0'));
      await agent.ready();
      await said(agent, []);

      // tokens from before are worth nothing
      await store.ask('/v3/auth/role/add', { name: 'another' });
      for (const member of etcd.members) {
        await member.stop();
        await member.start();
      }
      await store.authenticate('secret');
      await store.put('node3', '10.0.0.3');
      await took('after restarts', settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0'));

      await store.ask('/v3/auth/user/add', { name: 'nobody', password: 'secret' });
      await agent.reload(configOf(etcd, { tls: { ca }, user: 'nobody', passwordFile }));
      await said(agent, [/user nobody may not read .*etcdctl role grant-permission/]);
      await settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0');
    }),
  ETCD_ONLY,
);

scenario(
  'H3',
  'etcd wants certificates of its clients',
  async ({ lab, settled }) =>
    withEtcd({ security: 'mutual-tls' }, async (etcd, store) => {
      const { node } = await connectedLan(lab);
      await store.put('node2', '10.0.0.2');
      const { ca, cert, key } = etcd.tls ?? {};
      const agent = await lab.agent(node, configOf(etcd, { tls: { ca } }), { awaitsReady: false });
      await agent.answers();
      await said(agent, [/refuses our certificate .*check source-etcd\.tls\.cert and key/]);
      await agent.reload(configOf(etcd, { tls: { ca, cert, key } }));
      await settled(node, '10.0.0.2 eth0');
    }),
  ETCD_ONLY,
);

scenario(
  'E2',
  'an etcd that is away at the start: nothing is deleted, the other sources work',
  async ({ lab, settled, took }) =>
    withEtcd({}, async (etcd, store) => {
      const { node } = await connectedLan(lab);
      await store.put('node2', '10.0.0.2');
      await store.put('node3', '10.0.0.3');
      const config = configOf(etcd);
      const killed = await lab.agent(node, config);
      await settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0');
      await killed.kill9();
      await store.delete('node3');
      for (const member of etcd.members) await member.stop();

      const plugins = config['plugins'] as Record<string, unknown>;
      const agent = await lab.agent(node, nodes({ node4: '10.0.0.4' }, plugins), {
        awaitsReady: false,
      });
      const all = ['10.0.0.2 eth0', '10.0.0.3 eth0', '10.0.0.4 eth0'];
      await took('the other source', settled(node, ...all));
      await said(agent, [/connection: http.*ECONNREFUSED.*; nothing is removed until then$/]);
      const readyz = await agent.get('/readyz');
      expect(readyz).toMatchObject({ status: 503 });
      expect(JSON.stringify(readyz.body)).toContain('source etcd');
      await settled(node, ...all);

      for (const member of etcd.members) await member.start();
      await took('there at last', settled(node, '10.0.0.2 eth0', '10.0.0.4 eth0'));
      await agent.ready();
    }),
  ETCD_ONLY,
);

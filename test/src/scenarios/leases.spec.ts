import path from 'node:path';

import { expect } from '@jest/globals';
import { type Agent, type AgentConfig, eventually, slowness } from '@kith/lab';

import { scenario } from '../scenario.js';
import { lan } from './lan.js';

const PROGRAM = path.join(import.meta.dirname, '../../programs/ask-for-target.mjs');

/** An agent whose only targets are leased; after its start it waits for renewals so long. */
const leased = (renewalWindow: string, others: object = {}): AgentConfig => ({
  plugins: { 'source-api': { renewalWindow, ...others } },
});

/** Long enough for a start and a request, also on a busy machine. */
const WINDOW = `${5 * slowness}s`;

/** Asks as a program that keeps its connection to itself. */
async function ask(agent: Agent, owner: string, address: string, lease: string): Promise<void> {
  const body = { addresses: [address], lease };
  expect(await agent.send('PUT', `/v1/targets/${owner}`, body)).toMatchObject({ status: 200 });
}

scenario(
  'H4',
  'a program asks for a target with a lease: resolved soon, gone when the lease ends',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    const agent = await lab.agent(node, leased('0'));
    const start = performance.now();
    const question = [agent.socket, 'xdp', '10.0.0.2', '3s'];
    const asked = await node.exec([process.execPath, PROGRAM, ...question]);
    expect(JSON.parse(asked.stdout)).toMatchObject({ addresses: ['10.0.0.2'], refused: [] });
    await took('resolved', settled(node, '10.0.0.2 eth0'));
    expect(await agent.get('/v1/targets/xdp')).toMatchObject({
      status: 200,
      body: { owner: 'xdp', addresses: ['10.0.0.2'] },
    });

    await settled(node);
    const lasted = performance.now() - start;
    await took('gone, with a lease of 3 s', lasted);
    expect(lasted).toBeGreaterThanOrEqual(3000);
    expect(await agent.get('/v1/targets/xdp')).toMatchObject({ status: 404 });
  },
);

scenario(
  'H4',
  'a lease that is renewed after a restart: its entry never leaves the table',
  async ({ lab, entries, settled, took }) => {
    const { node } = await lan(lab);
    const first = await lab.agent(node, leased('0'));
    await ask(first, 'faithful', '10.0.0.2', '1m');
    await ask(first, 'forgetful', '10.0.0.3', '1m');
    await settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0');
    const monitor = await node.monitor();
    await first.stop();

    const second = await lab.agent(node, leased(WINDOW), { awaitsReady: false });
    await second.answers();
    await ask(second, 'faithful', '10.0.0.2', '1m');
    const readyz = await second.get('/readyz');
    expect(readyz.status).toBe(503);
    expect(JSON.stringify(readyz.body)).toContain('source api');
    expect(await entries(node)).toEqual(['10.0.0.2 eth0', '10.0.0.3 eth0']);
    await took('ready, with a window of 5 s', second.ready());
    await took('not renewed, gone', settled(node, '10.0.0.2 eth0'));
    await monitor.until(({ kind }) => kind === 'deleted');
    const deleted = monitor.events.filter(({ kind }) => kind === 'deleted');
    expect(deleted.map(({ address }) => address)).toEqual(['10.0.0.3']);
  },
  { strategies: ['managed'] },
);

scenario(
  'H4',
  'a lease of many ends: that is meant, and nothing is held',
  async ({ lab, settled, took }) => {
    const { node, peer } = await lan(lab);
    await peer.ip('route add local 10.64.0.0/24 dev lo');
    await node.ip('route add 10.64.0.0/24 dev eth0 src 10.0.0.1');
    const addresses = Array.from({ length: 30 }, (_, i) => `10.64.0.${i + 1}`);
    const agent = await lab.agent(node, leased('0'));
    const asked = await agent.send('PUT', '/v1/targets/xdp', { addresses, lease: '2s' });
    expect(asked).toMatchObject({ status: 200, body: { refused: [] } });
    await settled(node, ...addresses.map((address) => `${address} eth0`));
    await took('gone, with a lease of 2 s', settled(node));
  },
  { strategies: ['managed'] },
);

scenario(
  'H4',
  'by hand: kith target add, list, del; what is not allowed is refused with the cure',
  async ({ lab, settled }) => {
    const { node } = await lan(lab);
    const bounds = { allowedPrefixes: ['10.0.0.0/24'], targetsPerOwner: 62, targetsPerSecond: 1 };
    const agent = await lab.agent(node, leased('0', bounds));
    const added = await agent.cli('target', 'add', 'me', '10.0.0.2', '10.0.0.3', '--lease', '10m');
    expect(added).toMatchObject({ code: 0, stdout: 'me has 2 targets for 10m\n', stderr: '' });
    await settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0');
    expect((await agent.cli('target', 'list', '--json')).json).toMatchObject({
      leases: [{ owner: 'me', addresses: ['10.0.0.2', '10.0.0.3'] }],
    });

    // a plan is of an agent that nobody has asked yet, and does not wait for somebody to
    const { json } = await agent.cli('plan', '--json');
    const writes = (json as { writes: { write: { kind: string; address: string } }[] }).writes;
    expect(writes.map(({ write }) => `${write.kind} ${write.address}`).sort()).toEqual([
      'delete 10.0.0.2',
      'delete 10.0.0.3',
    ]);

    const refused = await agent.cli('target', 'add', 'other', '10.1.0.2', 'x');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toBe(
      'kith: refused: 10.1.0.2 is not under one of allowedPrefixes; x is not an IP address\n',
    );
    // what is left of the burst; a minute is how long it takes to have as much again
    const many = Array.from({ length: 60 }, (_, i) => `10.0.0.${100 + i}`);
    const first = await agent.send('PUT', '/v1/targets/scanner', { addresses: many });
    expect(first).toMatchObject({ status: 200 });
    await agent.send('DELETE', '/v1/targets/scanner');
    const scan = await agent.cli('target', 'add', 'scanner', ...many);
    expect(scan).toMatchObject({ code: 1, stderr: expect.stringContaining('try again in') });
    const tooLong = await agent.cli('target', 'add', 'me', '10.0.0.2', '--lease', '2h');
    expect(tooLong).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('maxLease (3600 s)'),
    });
    await settled(node, '10.0.0.2 eth0', '10.0.0.3 eth0');

    expect(await agent.cli('target', 'del', 'me')).toMatchObject({
      code: 0,
      stdout: 'me let go of 2 targets\n',
    });
    await settled(node);
    expect((await agent.cli('target', 'del', 'me')).stdout).toBe('me had no targets\n');
  },
  { strategies: ['managed'] },
);

scenario(
  'H4',
  'where source-api is off, it is said how to turn it on; a reload turns it on and off',
  async ({ lab, settled, took }) => {
    const { node } = await lan(lab);
    const off = { plugins: { 'source-gateways': {} } };
    const agent = await lab.agent(node, off);
    expect(await agent.cli('target', 'add', 'me', '10.0.0.2')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'kith: source-api is off; add "source-api: {}" to plugins\n',
    });
    const added = (code: number): Promise<number> =>
      eventually(async () =>
        expect(await agent.cli('target', 'add', 'me', '10.0.0.2')).toMatchObject({ code }),
      );
    await agent.reload(leased('0'));
    await took('on', added(0));
    await settled(node, '10.0.0.2 eth0');
    await agent.reload(off);
    await took('off', settled(node));
    await added(1);
  },
  { strategies: ['managed'] },
);

import { AgentError } from '@kith/agent-api';
import { beforeEach, describe, expect, it } from '@jest/globals';

import { FakeContext } from '../testing/fake-context.js';
import { runKith } from '../testing/run-kith.js';

const LEASE = {
  owner: 'xdp',
  addresses: ['10.69.0.2', 'fd00::2'],
  expiresIn: 298.5,
  expiresAt: '2026-11-22T22:04:58.500Z',
};
const PATH = '/v1/targets/xdp';

let context: FakeContext;

beforeEach(() => {
  context = new FakeContext();
});

describe('kith target add', () => {
  it('asks for the addresses', async () => {
    context.answers.set(`PUT ${PATH}`, { ...LEASE, refused: [] });
    expect(await runKith(context, 'target', 'add', 'xdp', '10.69.0.2', 'fd00::2')).toEqual({
      code: 0,
      stdout: 'xdp has 2 targets for 4m59s\n',
      stderr: '',
    });
    expect(context.calls).toEqual([`PUT ${PATH} {"addresses":["10.69.0.2","fd00::2"]}`]);
  });

  it('passes the lease on, and the name as a path takes it', async () => {
    context.answers.set('PUT /v1/targets/a%2Fb', { ...LEASE, refused: [] });
    await runKith(context, 'target', 'add', 'a/b', '10.69.0.2', '--lease', '10m');
    expect(context.calls).toEqual([
      'PUT /v1/targets/a%2Fb {"addresses":["10.69.0.2"],"lease":"10m"}',
    ]);
  });

  it('says what was refused, and fails, though the rest was taken', async () => {
    const refused = Array.from({ length: 7 }, (_, i) => ({
      address: `x${i}`,
      reason: 'is not an IP address',
    }));
    const answer = { ...LEASE, addresses: ['10.69.0.2'], refused };
    context.answers.set(`PUT ${PATH}`, answer);
    const { code, stdout, stderr } = await runKith(
      context,
      ...['target', 'add', 'xdp', '10.69.0.2', 'x0', '--json'],
    );
    expect({ code, document: JSON.parse(stdout) as unknown }).toEqual({
      code: 2,
      document: answer,
    });
    expect(stderr).toMatch(/^kith: refused: x0 is not an IP address; .*x4 .*; and 2 more\n$/);
  });

  it.each([
    ['too-many', 1, '10 targets would be new and 4 can be now; try again in 1 s'],
    ['bad-request', 2, '"-" is no name of an owner'],
    ['not-found', 1, 'source-api is off; add "source-api: {}" to plugins'],
  ] as const)('says what the agent says: %s', async (why, code, message) => {
    context.answers.set(`PUT ${PATH}`, new AgentError(why, message));
    expect(await runKith(context, 'target', 'add', 'xdp', '10.69.0.2')).toEqual({
      code,
      stdout: '',
      stderr: `kith: ${message}\n`,
    });
  });

  it('needs an owner and an address', async () => {
    expect((await runKith(context, 'target', 'add', 'xdp')).stderr).toBe(
      "kith: missing required argument 'ADDR'; see kith target add --help\n",
    );
  });
});

describe('kith target del', () => {
  it.each([
    [LEASE.addresses, 'xdp let go of 2 targets\n'],
    [['10.69.0.2'], 'xdp let go of 1 target\n'],
    [[], 'xdp had no targets\n'],
  ])('ends a lease of %j', async (released, stdout) => {
    context.answers.set(`DELETE ${PATH}`, { owner: 'xdp', released });
    expect(await runKith(context, 'target', 'del', 'xdp')).toEqual({ code: 0, stdout, stderr: '' });
    expect(context.calls).toEqual([`DELETE ${PATH}`]);
  });

  it('prints JSON', async () => {
    const answer = { owner: 'xdp', released: [] };
    context.answers.set(`DELETE ${PATH}`, answer);
    const { stdout } = await runKith(context, 'target', 'del', 'xdp', '--json');
    expect(JSON.parse(stdout)).toEqual(answer);
  });
});

describe('kith target list', () => {
  it('shows who has what, and for how long', async () => {
    context.answers.set('/v1/leases', { leases: [LEASE] });
    expect((await runKith(context, 'target', 'list')).stdout).toBe(
      'OWNER  LEFT   TARGETS\nxdp    4m59s  10.69.0.2, fd00::2\n',
    );
  });

  it('shows that there is none', async () => {
    context.answers.set('/v1/leases', { leases: [] });
    expect((await runKith(context, 'target', 'list')).stdout).toBe('No owner has a lease.\n');
  });

  it('prints JSON', async () => {
    context.answers.set('/v1/leases', { leases: [LEASE] });
    const { stdout } = await runKith(context, 'target', 'list', '--json');
    expect(JSON.parse(stdout)).toEqual({ leases: [LEASE] });
  });
});

describe('kith target confirm', () => {
  const confirmed = [{ source: 'file', targets: 40, until: '2026-11-22T22:01:00.000Z' }];

  it.each([
    [['file'], confirmed, '{"source":"file"}', 'source file let go of 40 targets\n'],
    [[], confirmed, '{}', 'source file let go of 40 targets\n'],
    [[], [], '{}', 'Nothing is held.\n'],
  ])('lets go of what is held, %j', async (args, answer, body, stdout) => {
    context.answers.set('POST /v1/removals/confirm', { confirmed: answer });
    const outcome = await runKith(context, 'target', 'confirm', ...args);
    expect(outcome).toEqual({ code: 0, stdout, stderr: '' });
    expect(context.calls).toEqual([`POST /v1/removals/confirm ${body}`]);
  });

  it('prints JSON', async () => {
    context.answers.set('POST /v1/removals/confirm', { confirmed });
    const { stdout } = await runKith(context, 'target', 'confirm', '--json');
    expect(JSON.parse(stdout)).toEqual({ confirmed });
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { type AdminRoute, isAgentError } from '@kith/agent-api';
import {
  FakeClock,
  FakeConfig,
  FakeJobGroup,
  MemoryLogger,
  MemoryMetrics,
} from '@kith/agent-testing';
import { FakeTargets } from '@kith/neighbor-testing';

import { ApiSource } from './api-source.js';
import { LeaseRoutes } from './lease-routes.js';
import { type Operation, OPERATIONS } from './operations.js';
import { sourceApiConfig } from './source-api.config.js';

let routes: LeaseRoutes;

beforeEach(async () => {
  const clock = new FakeClock();
  const source = new ApiSource(
    new FakeConfig(sourceApiConfig.parse({})),
    new FakeTargets(),
    new FakeJobGroup(clock),
    clock,
    new MemoryMetrics(),
    new MemoryLogger(),
  );
  await source.start();
  routes = new LeaseRoutes(source);
});

/** What a route answers, or what it throws. */
async function ask(
  method: AdminRoute['method'],
  path: string,
  parameter = '',
  body?: unknown,
): Promise<unknown> {
  const route = routes.routes.find((one) => one.method === method && one.path === path);
  const { signal } = new AbortController();
  try {
    return await route?.handle({ parameter, body, query: new URLSearchParams(), signal });
  } catch (error) {
    if (isAgentError(error)) return { code: error.code, message: error.message };
    throw error;
  }
}

const put = (owner: string, body?: unknown): Promise<unknown> =>
  ask('PUT', '/v1/targets/{owner}', owner, body);

describe('the routes', () => {
  it('answer what their description says', async () => {
    const answers: Record<keyof typeof OPERATIONS, unknown> = {
      put: await put('xdp', { addresses: ['10.0.0.2', 'x'], lease: '30s' }),
      get: await ask('GET', '/v1/targets/{owner}', 'xdp'),
      list: await ask('GET', '/v1/leases'),
      delete: await ask('DELETE', '/v1/targets/{owner}', 'xdp'),
    };
    for (const [name, { answer }] of Object.entries<Operation>(OPERATIONS)) {
      expect(answer.parse(answers[name as keyof typeof answers])).toEqual(
        answers[name as keyof typeof answers],
      );
    }
    expect(answers.put).toMatchObject({ addresses: ['10.0.0.2'], expiresIn: 30 });
    expect(answers.list).toMatchObject({ leases: [{ owner: 'xdp' }] });
    expect(answers.delete).toEqual({ owner: 'xdp', released: ['10.0.0.2'] });
  });

  it.each(['xdp', 'bgp@10.0.0.1', '7', 'a:b_c-d.e', 'a'.repeat(128)])(
    'take %j as an owner',
    async (owner) => {
      expect(await put(owner, { addresses: [] })).toMatchObject({ owner });
    },
  );

  it.each(['', '.', '..', '-x', 'a/b', 'a b', 'ä', 'a\n', 'a'.repeat(129)])(
    'do not take %j as an owner',
    async (owner) => {
      const refusal = {
        code: 'bad-request',
        message: expect.stringContaining('is no name of an owner'),
      };
      expect(await put(owner, { addresses: [] })).toEqual(refusal);
      expect(await ask('GET', '/v1/targets/{owner}', owner)).toEqual(refusal);
      expect(await ask('DELETE', '/v1/targets/{owner}', owner)).toEqual(refusal);
    },
  );

  it.each([
    [undefined, 'expected a mapping'],
    [[], 'expected a mapping'],
    [{}, 'addresses: expected a list, got nothing'],
    [{ addresses: '10.0.0.2' }, 'addresses: expected a list, got "10.0.0.2"'],
    [{ addresses: [1] }, 'addresses[0]: expected text, got 1'],
    [{ addresses: [], lease: 5 }, 'lease: is not a duration'],
    [{ addresses: [], lease: 'soon' }, 'lease: is not a duration'],
    [{ addresses: [], lease: '0' }, 'lease: is too short'],
    [{ addresses: [], lease: '999ms' }, 'lease: is too short'],
    [{ addresses: [], lease: '2h' }, 'longer than maxLease'],
    [{ addresses: [], leas: '5m' }, 'unknown key "leas"; the nearest is "lease"'],
  ])('do not take %j as what it wants', async (body, message) => {
    expect(await put('xdp', body)).toEqual({
      code: 'bad-request',
      message: expect.stringContaining(message),
    });
    expect(await ask('GET', '/v1/leases')).toEqual({ leases: [] });
  });
});

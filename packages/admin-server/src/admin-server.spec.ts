import {
  existsSync,
  linkSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AgentError, type AdminRoute, isAgentError } from '@kith/agent-api';
import {
  FakeClock,
  FakeConfig,
  FakeReadiness,
  MemoryLogger,
  MemoryMetrics,
} from '@kith/agent-testing';

import { AdminClient } from './admin-client.js';
import { AdminServer } from './admin-server.js';
import { Probes } from './probes.js';

/** Resolves with what a promise rejects with. */
const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('AdminServer', () => {
  let folder: string;
  let socket: string;
  let clock: FakeClock;
  let logger: MemoryLogger;
  let readiness: FakeReadiness;
  let metrics: MemoryMetrics;
  let client: AdminClient;
  let servers: AdminServer[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'admin-server-'));
    socket = path.join(folder, 'run', 'agent.sock');
    clock = new FakeClock();
    logger = new MemoryLogger();
    readiness = new FakeReadiness();
    metrics = new MemoryMetrics();
    client = new AdminClient(socket);
    servers = [];
  });

  afterEach(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true });
  });

  const create = (routes: readonly AdminRoute[] = [], http = 'off'): AdminServer => {
    const server = new AdminServer(
      new FakeConfig({ socket, http }),
      logger,
      clock,
      new Probes(readiness, metrics),
      [{ id: 'test', routes }],
    );
    servers.push(server);
    return server;
  };
  const get = (routePath: string, handle: AdminRoute['handle']): AdminRoute => ({
    method: 'GET',
    path: routePath,
    handle,
  });

  describe('routes', () => {
    it('answers with JSON, knowing the query', async () => {
      await create([get('/v1/echo', ({ query }) => ({ name: query.get('name') }))]).start();
      expect(await client.get('/v1/echo?name=a%20b')).toEqual({ name: 'a b' });
    });

    it('hands over the body, and answers nothing with nothing', async () => {
      let seen: unknown;
      const post: AdminRoute = {
        method: 'POST',
        path: '/v1/things',
        handle: ({ body }) => {
          seen = body;
        },
      };
      await create([post]).start();
      expect(await client.send('POST', '/v1/things', { size: 1 })).toBeUndefined();
      expect(seen).toEqual({ size: 1 });
    });

    it('hands over what stands for the parameter of a path, decoded', async () => {
      const put: AdminRoute = {
        method: 'PUT',
        path: '/v1/things/{name}',
        handle: ({ parameter, body }) => ({ parameter, body }),
      };
      await create([put]).start();
      expect(await client.send('PUT', '/v1/things/a%2Fb%20c?x=1', { size: 1 })).toEqual({
        parameter: 'a/b c',
        body: { size: 1 },
      });
      const error = await refusal(client.send('PUT', '/v1/things/%ff'));
      expect(isAgentError(error, 'bad-request')).toBe(true);
    });

    it('says when what was too much may be tried again', async () => {
      const handle = (): never => {
        throw new AgentError('too-many', 'slower, please', { context: { retryAfter: 3 } });
      };
      await create([get('/v1/things', handle)]).start();
      expect(isAgentError(await refusal(client.get('/v1/things')), 'too-many')).toBe(true);
      const headers = await new Promise((resolve, reject) => {
        request({ socketPath: socket, path: '/v1/things', agent: false }, (response) => {
          resolve([response.statusCode, response.headers['retry-after']]);
          response.resume();
        })
          .once('error', reject)
          .end();
      });
      expect(headers).toEqual([429, '3']);
      expect(logger.messages('error')).toEqual([]);
    });

    it('refuses a body that is too long', async () => {
      await create([{ method: 'POST', path: '/v1/things', handle: () => 'taken' }]).start();
      const error = await refusal(client.send('POST', '/v1/things', 'x'.repeat(70_000)));
      expect(isAgentError(error, 'bad-request')).toBe(true);
      expect(String(error)).toContain('65536');
    });

    it('tells errors by their code', async () => {
      await create([
        get('/v1/missing', () => {
          throw new AgentError('not-found', 'there is no such thing');
        }),
        get('/v1/broken', () => Promise.reject(new Error('a bug'))),
      ]).start();
      const missing = await refusal(client.get('/v1/missing'));
      expect(isAgentError(missing, 'not-found')).toBe(true);
      expect(String(missing)).toContain('there is no such thing');
      expect(logger.messages('error')).toEqual([]);
      const broken = await refusal(client.get('/v1/broken'));
      expect(isAgentError(broken, 'internal')).toBe(true);
      expect(logger.messages('error')).toEqual(['a request failed']);
    });

    it('has no other paths and methods', async () => {
      await create([get('/v1/things', () => 1)]).start();
      expect(isAgentError(await refusal(client.get('/v1/nothing')), 'not-found')).toBe(true);
      const error = await refusal(client.send('DELETE', '/v1/things'));
      expect(String(error)).toContain('/v1/things takes GET');
    });
  });

  describe('streams', () => {
    it('sends each value as it comes', async () => {
      let isSecondWanted = (): void => undefined;
      const second = new Promise<void>((resolve) => {
        isSecondWanted = resolve;
      });
      async function* values(): AsyncGenerator<unknown> {
        yield { n: 1 };
        await second;
        yield { n: 2 };
      }
      await create([get('/v1/values', () => values())]).start();
      const seen: unknown[] = [];
      for await (const value of client.stream('/v1/values')) {
        seen.push(value);
        // so the first was there before the second was made
        isSecondWanted();
      }
      expect(seen).toEqual([{ n: 1 }, { n: 2 }]);
    });

    it('makes no more than a client takes that does not read', async () => {
      let made = 0;
      async function* endless(): AsyncGenerator<unknown> {
        for (;;) {
          made++;
          yield await Promise.resolve('x'.repeat(10_000));
        }
      }
      await create([get('/v1/endless', () => endless())]).start();
      const connection = connect({ path: socket }).pause();
      connection.write('GET /v1/endless HTTP/1.1\r\nhost: a\r\n\r\n');
      let before = -1;
      while (made === 0 || made !== before) {
        before = made;
        for (let turn = 0; turn < 50; turn++) await clock.settle();
      }
      // what fits into the buffers of both ends
      expect(made).toBeLessThan(200);
      connection.destroy();
    });

    it('tells the route when the client is gone', async () => {
      let signal: AbortSignal | undefined;
      async function* waiting(given: AbortSignal): AsyncGenerator<unknown> {
        signal = given;
        yield 1;
        await new Promise((resolve) => given.addEventListener('abort', resolve));
      }
      await create([get('/v1/waiting', (request) => waiting(request.signal))]).start();
      for await (const value of client.stream('/v1/waiting')) {
        expect(value).toBe(1);
        break;
      }
      await new Promise<void>((resolve) => {
        if (signal?.aborted) resolve();
        else signal?.addEventListener('abort', () => resolve());
      });
      expect(signal?.aborted).toBe(true);
    });

    it('breaks off when the stream throws, so that the client knows', async () => {
      async function* failing(): AsyncGenerator<unknown> {
        yield await Promise.resolve(1);
        throw new Error('lost');
      }
      await create([get('/v1/failing', () => failing())]).start();
      const seen: unknown[] = [];
      const drain = async (): Promise<void> => {
        for await (const value of client.stream('/v1/failing')) seen.push(value);
      };
      expect(isAgentError(await refusal(drain()), 'not-running')).toBe(true);
      expect(logger.messages('error')).toEqual(['a request failed']);
    });
  });

  describe('stop', () => {
    it('ends open streams in good order and removes the socket', async () => {
      async function* waiting(signal: AbortSignal): AsyncGenerator<unknown> {
        yield 1;
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      }
      const server = create([get('/v1/waiting', ({ signal }) => waiting(signal))]);
      await server.start();
      const seen: unknown[] = [];
      for await (const value of client.stream('/v1/waiting')) {
        seen.push(value);
        await server.stop();
      }
      expect(seen).toEqual([1]);
      expect(existsSync(socket)).toBe(false);
      await server.stop();
    });

    it('cuts off who does not take note', async () => {
      async function* deaf(): AsyncGenerator<unknown> {
        yield 1;
        await new Promise(() => undefined);
      }
      const server = create([get('/v1/deaf', () => deaf())]);
      await server.start();
      const stream = client.stream('/v1/deaf');
      await stream.next();
      const stopped = server.stop();
      await clock.advance(250);
      await stopped;
      expect(isAgentError(await refusal(stream.next()), 'not-running')).toBe(true);
    });
  });

  describe('the socket', () => {
    it('is for owner and group only', async () => {
      await create().start();
      expect(statSync(socket).mode & 0o777).toBe(0o660);
    });

    it('is refused while somebody answers at it, and stays theirs', async () => {
      await create([get('/v1/first', () => 'first')]).start();
      const error = await refusal(create().start());
      expect(isAgentError(error, 'already-running')).toBe(true);
      expect(String(error)).toContain(socket);
      expect(await client.get('/v1/first')).toBe('first');
    });

    it('is replaced when a dead process left it behind', async () => {
      const dead = create();
      await dead.start();
      // a hard link outlives the server that removes its own
      linkSync(socket, `${socket}.left`);
      await dead.stop();
      renameSync(`${socket}.left`, socket);
      expect(isAgentError(await refusal(client.get('/healthz')), 'not-running')).toBe(true);
      await create().start();
      expect(await client.get('/healthz')).toEqual({ isAlive: true });
    });

    it('is not put in the place of some other file', async () => {
      socket = path.join(folder, 'precious');
      writeFileSync(socket, 'data');
      const error = await refusal(create().start());
      expect(isAgentError(error, 'config-invalid')).toBe(true);
      expect(existsSync(socket)).toBe(true);
    });

    it('may lie where nothing can be, which is said with the cure', async () => {
      socket = '/dev/null/agent.sock';
      expect(String(await refusal(create().start()))).toContain(
        'choose another path with --socket',
      );
    });
  });

  describe('probes', () => {
    it('say on the socket what is missing', async () => {
      metrics.counter('runs', 'Runs.').add(3);
      await create().start();
      expect(await client.get('/healthz')).toEqual({ isAlive: true });
      expect(await client.get('/readyz')).toEqual({ isReady: true, missing: [] });
      expect(String(await refusal(client.send('POST', '/readyz')))).toContain('takes GET');
    });

    it('are all that HTTP has', async () => {
      const gate = readiness.gate('source', 'not listed yet');
      metrics.counter('runs', 'Runs.').add(3);
      const server = create([get('/v1/secret', () => 1)], '127.0.0.1:0');
      await server.start();
      const { port } = server.httpAddress as AddressInfo;
      expect(await httpGet(port, '/healthz')).toMatchObject({ status: 200 });
      expect(await httpGet(port, '/v1/secret')).toMatchObject({ status: 404 });
      expect(await httpGet(port, '/metrics')).toMatchObject({ status: 200, text: 'runs 3\n' });
      expect(await httpGet(port, '/readyz')).toEqual({
        status: 503,
        text: '{"isReady":false,"missing":[{"gate":"source","reason":"not listed yet"}]}\n',
      });
      gate.open();
      expect(await httpGet(port, '/readyz')).toMatchObject({ status: 200 });
    });

    it('need a free port, and say which is not', async () => {
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const { port } = other.address() as AddressInfo;
      const server = create([], `127.0.0.1:${port}`);
      const error = await refusal(server.start());
      expect(isAgentError(error, 'already-running')).toBe(true);
      expect(String(error)).toContain(`127.0.0.1:${port}: the port is in use`);
      other.close();
    });
  });
});

function httpGet(port: number, target: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: target, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    })
      .once('error', reject)
      .end();
  });
}

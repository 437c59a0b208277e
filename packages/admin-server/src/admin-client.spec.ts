import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { AdminClient } from './admin-client.js';

describe('AdminClient', () => {
  let folder: string;
  let socket: string;
  let server: Server;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'admin-client-'));
    socket = path.join(folder, 'agent.sock');
    server = createServer();
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  const listen = (): Promise<void> => new Promise((resolve) => server.listen(socket, resolve));

  it('gives up on an agent that takes the question and says nothing', async () => {
    await listen();
    const answer = new AdminClient(socket, 20).get('/v1/status');
    await expect(answer).rejects.toMatchObject({
      code: 'not-running',
      message: `the agent at ${socket} does not answer within 0.02 s; is its process stopped?`,
    });
  });

  it('lets a stream be quiet for longer once it has begun', async () => {
    let go = (): void => undefined;
    server.on('request', (_request, response) => {
      response.writeHead(200).write('{"first":1}\n');
      go = () => response.end('{"second":2}\n');
    });
    await listen();
    const values: unknown[] = [];
    for await (const value of new AdminClient(socket, 20).stream('/v1/events')) {
      values.push(value);
      // several times its patience
      if (values.length === 1) setTimeout(go, 100);
    }
    expect(values).toEqual([{ first: 1 }, { second: 2 }]);
  });
});

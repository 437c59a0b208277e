import { connect, createServer, type Server } from 'node:net';

import { AgentError, type Clock, type InstanceLock, type InstanceLocks } from '@kith/agent-api';

const ANSWER_TIMEOUT = 200;

/**
 * Locks that are abstract Unix sockets: one holder where such names are shared (unix(7)), no file left behind, gone
 * with the process however it ends. Whoever connects is told the holder's pid.
 */
export class AbstractSocketLocks implements InstanceLocks {
  /** Names begin with the agent's, so that two kinds of agent cannot collide. */
  constructor(
    private readonly agent: string,
    private readonly clock: Clock,
  ) {}

  async acquire(name: string): Promise<InstanceLock> {
    const address = this.#address(name);
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(String(process.pid));
    });
    try {
      await listen(server, address);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      const holder = (await this.holder(name)) ?? 'pid unknown';
      throw new AgentError(
        'already-running',
        `another ${this.agent} (${holder}) holds the lock "${name}"; stop it first`,
        { cause: error },
      );
    }
    // a lock is no reason to live on
    server.unref();
    return { release: () => close(server) };
  }

  /** By asking; the holder may be busy, stopped or gone by now. */
  holder(name: string): Promise<string | undefined> {
    return new Promise((resolve) => {
      const socket = connect({ path: this.#address(name) });
      let answer = '';
      const done = (error?: NodeJS.ErrnoException): void => {
        cancel();
        socket.destroy();
        if (error?.code === 'ECONNREFUSED') resolve(undefined);
        else resolve(/^\d+$/.test(answer) ? `pid ${answer}` : 'pid unknown');
      };
      const cancel = this.clock.timer(ANSWER_TIMEOUT, done);
      socket.setEncoding('utf8');
      socket.on('data', (text: string) => {
        answer = (answer + text).slice(0, 16);
      });
      socket.on('end', () => done());
      socket.on('error', done);
    });
  }

  #address(name: string): string {
    return `\0${this.agent}/${name}`;
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // closed already: released twice
    server.close(() => resolve());
  });
}

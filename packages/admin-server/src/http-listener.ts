import type { Server } from 'node:net';

import { AgentError, errorMessage } from '@kith/agent-api';

import type { ListenAddress } from './listen-address.js';

/** Listens on a TCP port. @throws AgentError `already-running` when it is taken, else `config-invalid` */
export function listenOnPort(server: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      const isTaken = error.code === 'EADDRINUSE';
      const reason = isTaken ? 'the port is in use' : errorMessage(error);
      reject(
        new AgentError(
          isTaken ? 'already-running' : 'config-invalid',
          `cannot serve health and metrics on ${host}:${port}: ${reason}; choose another with --http, or --http=off`,
          { cause: error },
        ),
      );
    };
    server.once('error', onError);
    server.listen({ host, port }, () => {
      server.off('error', onError);
      resolve();
    });
  });
}

import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import path from 'node:path';

import { AgentError, errorMessage } from '@kith/agent-api';

/** Owner and group may connect (that takes write permission), others may not. */
const MODE = 0o660;

/**
 * Listens on a Unix socket. A socket file that a dead process left behind is replaced, one that
 * somebody answers at is not. Closing the server removes the file.
 * @throws AgentError `already-running`, `privilege-missing`, `config-invalid`
 */
export async function listenOnUnixSocket(server: Server, socket: string): Promise<void> {
  try {
    await mkdir(path.dirname(socket), { recursive: true });
    if (!(await tryToListen(server, socket))) {
      await removeStale(socket);
      if (!(await tryToListen(server, socket))) throw inUse(socket);
    }
    await chmod(socket, MODE);
  } catch (error) {
    throw error instanceof AgentError ? error : cannotListen(socket, error);
  }
}

/** False when something is in the way. */
function tryToListen(server: Server, socket: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    };
    server.once('error', onError);
    server.listen({ path: socket }, () => {
      server.off('error', onError);
      resolve(true);
    });
  });
}

async function removeStale(socket: string): Promise<void> {
  if (!(await lstat(socket)).isSocket()) {
    throw new AgentError(
      'config-invalid',
      `${socket} is there and is not a socket; choose another path for agent.socket`,
    );
  }
  if (await isAnswered(socket)) throw inUse(socket);
  await rm(socket, { force: true });
}

function isAnswered(socket: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const connection = connect({ path: socket });
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', (error: NodeJS.ErrnoException) => {
      // nobody there, or gone in the meantime; any other error proves nothing
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(false);
      else reject(error);
    });
  });
}

function inUse(socket: string): AgentError {
  return new AgentError(
    'already-running',
    `another agent answers at ${socket}; stop it, or choose another path with --socket`,
  );
}

function cannotListen(socket: string, error: unknown): AgentError {
  const { code } = error as NodeJS.ErrnoException;
  const isForbidden = code === 'EACCES' || code === 'EPERM';
  return new AgentError(
    isForbidden ? 'privilege-missing' : 'config-invalid',
    `cannot listen on ${socket}: ${errorMessage(error)}; ` +
      `${isForbidden ? 'run as root, or ' : ''}choose another path with --socket`,
    { cause: error },
  );
}

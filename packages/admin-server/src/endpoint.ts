import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Clock } from '@kith/agent-api';

import type { RequestHandler } from './request-handler.js';

const MAX_CONNECTIONS = 64;
/** How long a client may take to read the end of its stream when the agent stops, in ms. */
const FAREWELL = 250;

/** One HTTP server, on whatever it is made to listen on. */
export class Endpoint {
  readonly #server: Server;

  constructor(
    private readonly handler: RequestHandler,
    private readonly clock: Clock,
  ) {
    this.#server = createServer((request, response) => void handler.handle(request, response));
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** Where it listens. */
  get address(): AddressInfo | string | null {
    return this.#server.address();
  }

  /** Listens by `listen`. @throws what that throws */
  async open(listen: (server: Server) => Promise<void>): Promise<void> {
    await listen(this.#server);
    // whatever a single connection runs into is no reason to fall
    this.#server.on('error', () => undefined);
  }

  /** Ends all streams and connections; those that do not take note are cut off soon. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.handler.abort();
    this.#server.closeIdleConnections();
    const cancel = this.clock.timer(FAREWELL, () => this.#server.closeAllConnections());
    await closed;
    cancel();
  }
}

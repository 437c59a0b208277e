import { AdminRoutes, Clock, Config, type Lifecycle, Logger } from '@kith/agent-api';
import { inject, injectable, multiInject, named, optional } from 'inversify';

import type { AdminServerConfig } from './admin-server.config.js';
import { Endpoint } from './endpoint.js';
import { listenOnPort } from './http-listener.js';
import { parseListenAddress } from './listen-address.js';
import { Probes } from './probes.js';
import { RequestHandler } from './request-handler.js';
import { RouteTable } from './route-table.js';
import { listenOnUnixSocket } from './unix-listener.js';

/** All routes on a Unix socket; probes over HTTP as well. */
@injectable()
export class AdminServer implements Lifecycle {
  readonly #admin: Endpoint;
  readonly #http: Endpoint;

  constructor(
    @inject(Config) @named('admin-server') private readonly config: Config<AdminServerConfig>,
    @inject(Logger) @named('admin-server') private readonly logger: Logger,
    @inject(Clock) clock: Clock,
    @inject(Probes) probes: Probes,
    @multiInject(AdminRoutes) @optional() contributions: readonly AdminRoutes[] = [],
  ) {
    const routes = new RouteTable(contributions);
    this.#admin = new Endpoint(new RequestHandler(probes, logger, routes), clock);
    this.#http = new Endpoint(new RequestHandler(probes, logger), clock);
  }

  /** Where health and metrics are served; undefined = nowhere. */
  get httpAddress(): Endpoint['address'] | undefined {
    return this.#http.address ?? undefined;
  }

  async start(): Promise<void> {
    const { socket, http } = this.config.current;
    await this.#admin.open((server) => listenOnUnixSocket(server, socket));
    const address = parseListenAddress(http);
    if (address) await this.#http.open((server) => listenOnPort(server, address));
    this.logger.info({ socket, http }, 'answers');
  }

  async stop(): Promise<void> {
    await Promise.all([this.#http.close(), this.#admin.close()]);
  }
}

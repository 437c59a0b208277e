import {
  type AdminRoute,
  AdminRoutes,
  type AgentPlugin,
  Config,
  Health,
  HealthReport,
  JobGroup,
  key,
  type Kick,
  type Lifecycle,
  Logger,
  Readiness,
  type ReadinessGate,
} from '@kith/agent-api';
import { ContainerModule, inject, injectable, named } from 'inversify';
import * as z from 'zod';

const greeterConfig = z.strictObject({
  greeting: key(z.string().default('hello'), {
    description: 'What it says; nothing = it cannot, and says that.',
    reload: 'live',
    flag: { name: 'greeting', value: 'TEXT' },
  }),
  language: key(z.string().default('en'), {
    description: 'The language that it says it in.',
    reload: 'restart',
    flag: { name: 'language', value: 'CODE' },
  }),
});

/** Has something to say once it has rehearsed it. */
@injectable()
class Greeter implements Lifecycle, AdminRoutes {
  readonly id = 'greeter';
  readonly routes: readonly AdminRoute[] = [
    { method: 'GET', path: '/v1/greeting', handle: () => ({ greeting: this.#rehearsed }) },
    { method: 'GET', path: '/v1/health', handle: () => this.report.entries() },
  ];
  #rehearsed = '';
  readonly #gate: ReadinessGate;
  readonly #rehearse: Kick;

  constructor(
    @inject(Config) @named('greeter') config: Config<z.infer<typeof greeterConfig>>,
    @inject(Logger) @named('greeter') private readonly logger: Logger,
    @inject(JobGroup) @named('greeter') jobs: JobGroup,
    @inject(Health) @named('greeter') health: Health,
    @inject(HealthReport) private readonly report: HealthReport,
    @inject(Readiness) readiness: Readiness,
  ) {
    this.#gate = readiness.gate('greeter', 'not rehearsed');
    this.#rehearse = jobs.onKick('rehearse', () => {
      const { greeting } = config.current;
      if (greeting === '') return Promise.reject(new Error('nothing to say'));
      this.#rehearsed = greeting;
      this.#gate.open();
      return Promise.resolve();
    });
    config.onChange(() => this.#rehearse());
    health.ok();
  }

  start(): Promise<void> {
    this.#rehearse();
    this.logger.info({}, 'greeter started');
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.logger.info({}, 'greeter stopped');
    return Promise.resolve();
  }
}

export const greeterPlugin: AgentPlugin = {
  id: 'greeter',
  description: 'Says what it was told to say.',
  config: greeterConfig,
  service: Greeter,
  module: new ContainerModule(({ bind }) => {
    // what runs
    bind(Greeter).toSelf();
    // the same, asked over the admin socket
    bind(AdminRoutes).toService(Greeter);
  }),
};

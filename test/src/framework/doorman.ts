import { AgentError, type AgentPlugin, Config, key, type Lifecycle, Logger } from '@kith/agent-api';
import { ContainerModule, inject, injectable, named } from 'inversify';
import * as z from 'zod';

const doormanConfig = z.strictObject({
  isLocked: key(z.boolean().default(false), {
    description: 'Locked, it lets nobody in and cannot start.',
    reload: 'restart',
    flag: { name: 'locked' },
  }),
});

/** Starts, or does not. */
@injectable()
class Doorman implements Lifecycle {
  constructor(
    @inject(Config)
    @named('doorman')
    private readonly config: Config<z.infer<typeof doormanConfig>>,
    @inject(Logger) @named('doorman') private readonly logger: Logger,
  ) {}

  start(): Promise<void> {
    if (this.config.current.isLocked) {
      return Promise.reject(new AgentError('feature-missing', 'the door is locked'));
    }
    this.logger.info({}, 'doorman started');
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.logger.info({}, 'doorman stopped');
    return Promise.resolve();
  }
}

export const doormanPlugin: AgentPlugin = {
  id: 'doorman',
  description: 'Opens the door.',
  config: doormanConfig,
  service: Doorman,
  isCore: true,
  module: new ContainerModule(({ bind }) => {
    // what runs
    bind(Doorman).toSelf();
  }),
};

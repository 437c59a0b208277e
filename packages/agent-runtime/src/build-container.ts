// inversify reads what it writes
import 'reflect-metadata';

import {
  type AgentPlugin,
  Clock,
  Config,
  Health,
  HealthReport,
  InstanceLocks,
  JobGroup,
  Logger,
  Metrics,
  MetricsReport,
  Readiness,
} from '@kith/agent-api';
import { Container, ContainerModule } from 'inversify';

import type { ConfigCell } from './config/config-cell.js';
import type { PluginJobs } from './jobs/plugin-jobs.js';
import type { HealthRegistry } from './services/health-registry.js';

/** What every plugin shares. */
export interface SharedServices {
  readonly clock: Clock;
  readonly health: HealthRegistry;
  readonly readiness: Readiness;
  readonly metrics: Metrics & MetricsReport;
  readonly locks: InstanceLocks;
}

/** What a plugin has for itself, injected by its id. */
export interface OwnServices {
  readonly config: ConfigCell;
  readonly logger: Logger;
  readonly health: Health;
  readonly jobs: PluginJobs;
}

/**
 * One container with the modules of all plugins, running or not: the graph does not depend on the
 * config. `overrides` are loaded last and may rebind.
 */
export function buildContainer(
  plugins: readonly AgentPlugin[],
  shared: SharedServices,
  own: ReadonlyMap<string, OwnServices>,
  overrides: readonly ContainerModule[] = [],
): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(sharedModule(shared), ownModule(own), ...plugins.map(({ module }) => module));
  container.load(...overrides);
  return container;
}

const sharedModule = (shared: SharedServices): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(Clock).toConstantValue(shared.clock);
    bind(HealthReport).toConstantValue(shared.health);
    bind(Readiness).toConstantValue(shared.readiness);
    bind(Metrics).toConstantValue(shared.metrics);
    bind(MetricsReport).toConstantValue(shared.metrics);
    bind(InstanceLocks).toConstantValue(shared.locks);
  });

const ownModule = (own: ReadonlyMap<string, OwnServices>): ContainerModule =>
  new ContainerModule(({ bind }) => {
    for (const [id, { config, logger, health, jobs }] of own) {
      // each plugin knows the type of its own
      bind(Config)
        .toConstantValue(config as unknown as Config<never>)
        .whenNamed(id);
      bind(Logger).toConstantValue(logger).whenNamed(id);
      bind(Health).toConstantValue(health).whenNamed(id);
      bind(JobGroup).toConstantValue(jobs).whenNamed(id);
    }
  });

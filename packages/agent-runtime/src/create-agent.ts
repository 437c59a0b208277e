import {
  AgentError,
  type AgentPlugin,
  type Clock,
  ConfigCheck,
  type InstanceLocks,
  type Metrics,
} from '@kith/agent-api';
import type { ContainerModule } from 'inversify';

import { Agent } from './agent.js';
import { buildContainer, type OwnServices, type SharedServices } from './build-container.js';
import { checkConfig } from './config/check-config.js';
import { ConfigCell } from './config/config-cell.js';
import { type ConfigSources, loadConfig, type LoadedConfig } from './config/load-config.js';
import { PluginJobs } from './jobs/plugin-jobs.js';
import { PluginRunner } from './plugin-runner.js';
import type { RuntimeConfig } from './runtime-config.js';
import { AbstractSocketLocks } from './services/abstract-socket-locks.js';
import { HealthRegistry } from './services/health-registry.js';
import { type LogDestination, PinoLogs } from './services/pino-logs.js';
import { PrometheusMetrics } from './services/prometheus-metrics.js';
import { ReadinessGates } from './services/readiness-gates.js';
import { SystemClock } from './system-clock.js';

export interface AgentOptions extends ConfigSources {
  /** kebab-case; metrics, environment variables and locks begin with it: `kith_`, `KITH_`. */
  readonly name: string;
  /** In the order in which they start. */
  readonly plugins: readonly AgentPlugin[];
  /** Loaded last, may rebind what plugins bind. */
  readonly modules?: readonly ContainerModule[];
  /** Default: that of the machine. */
  readonly clock?: Clock;
  /** Default: stderr. */
  readonly logDestination?: LogDestination;
  /** Default: abstract Unix sockets. */
  readonly locks?: InstanceLocks;
}

/**
 * Reads the config and puts an agent together; nothing runs yet.
 * @throws AgentError `config-invalid`, one line for each problem; `internal` when the plugins do not fit together
 */
export async function createAgent(options: AgentOptions): Promise<Agent> {
  const { name, plugins, clock = new SystemClock() } = options;
  refuseDuplicates(plugins);
  const readConfig = (): Promise<LoadedConfig> => loadConfig(name, plugins, options);
  const config = await readConfig();
  const runtime = new ConfigCell(config.sections.get('agent')?.config);
  const { log } = runtime.current as RuntimeConfig;
  const logs = await PinoLogs.open(log, clock, options.logDestination);
  runtime.onChange((next) => logs.setLevel((next as RuntimeConfig).log.level));

  const shared: SharedServices = {
    clock,
    health: new HealthRegistry(clock, ({ scope, level, message }) => {
      const logger = logs.logger(scope.split('/')[0] ?? scope);
      if (level === 'ok') logger.info({ scope }, 'works again');
      else logger.warn({ scope }, message ?? level);
    }),
    readiness: new ReadinessGates(),
    metrics: new PrometheusMetrics(`${name.replaceAll('-', '_')}_`),
    locks: options.locks ?? new AbstractSocketLocks(name, clock),
  };
  showState(shared);
  const own = new Map<string, OwnServices>(
    plugins.map(({ id }) => {
      const cell = new ConfigCell(config.sections.get(id)?.config);
      const logger = logs.logger(id);
      const health = shared.health.scope(id);
      return [id, { config: cell, logger, health, jobs: new PluginJobs(clock, health, logger) }];
    }),
  );
  const container = buildContainer(plugins, shared, own, options.modules);
  const checks = container.getAll(ConfigCheck);
  const warnings = checkConfig(config, checks);
  const runners = plugins.map(
    (plugin) =>
      new PluginRunner(plugin, {
        ...(own.get(plugin.id) as OwnServices),
        service: () => (plugin.service ? container.get(plugin.service) : undefined),
      }),
  );
  // whoever answers early must not say that all is well
  const gate = shared.readiness.gate('agent', 'starting');
  return new Agent({
    ...{ config, checks, warnings, container, runners, own, runtime, gate, readConfig },
  });
}

/** Health and readiness, as numbers to alert on. */
function showState({ metrics, health, readiness }: SharedServices & { metrics: Metrics }): void {
  metrics.gauge('ready', 'Whether the agent is ready.', () =>
    readiness.missing().length === 0 ? 1 : 0,
  );
  metrics.gauge('degraded', 'Parts of the agent that do not work as they should.', 'scope', () =>
    health
      .entries()
      .filter(({ level }) => level === 'degraded')
      .map(({ scope }) => [scope, 1] as const),
  );
}

function refuseDuplicates(plugins: readonly AgentPlugin[]): void {
  const ids = new Set<string>();
  for (const { id } of plugins) {
    if (ids.has(id) || id === 'agent') {
      throw new AgentError('internal', `the plugin id "${id}" is taken`);
    }
    ids.add(id);
  }
}

import {
  AgentError,
  type AgentPlugin,
  type ConfigCheck,
  type ReadinessGate,
} from '@kith/agent-api';
import type { Container, ServiceIdentifier } from 'inversify';

import type { OwnServices } from './build-container.js';
import { checkConfig } from './config/check-config.js';
import type { ConfigCell } from './config/config-cell.js';
import { refuseRestartChanges } from './config/config-change.js';
import type { LoadedConfig } from './config/load-config.js';
import type { PluginRunner, PluginState } from './plugin-runner.js';
import { Supervisor } from './supervisor.js';

export interface StartOptions {
  /** Ids of the plugins to start, of those that the config wants; default: all of those. */
  readonly only?: readonly string[];
}

/** One line of the list of plugins. */
export interface PluginInfo {
  readonly plugin: AgentPlugin;
  readonly isEnabled: boolean;
  readonly state: PluginState;
}

/** What `createAgent` puts an agent together from. */
export interface AgentParts {
  readonly config: LoadedConfig;
  readonly checks: readonly ConfigCheck[];
  /** What they said of `config`, which can be used. */
  readonly warnings: readonly string[];
  readonly container: Container;
  readonly runners: readonly PluginRunner[];
  readonly own: ReadonlyMap<string, OwnServices>;
  /** The runtime's own config. */
  readonly runtime: ConfigCell;
  /** Open while all that was to start has started. */
  readonly gate: ReadinessGate;
  /** Reads all layers anew. */
  readConfig(): Promise<LoadedConfig>;
}

/** A node agent in this process: starts once, stops once, reloads in between. */
export class Agent {
  readonly #supervisor: Supervisor;
  #config: LoadedConfig;
  #only: readonly string[] | undefined;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  /** The last of start and reloads: one at a time. */
  #busy: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: AgentParts) {
    this.#config = parts.config;
    this.#supervisor = new Supervisor(parts.runners);
  }

  /** In force. */
  get config(): LoadedConfig {
    return this.#config;
  }

  /** What of the config that it was made with cannot be used, a line each; the plugins leave it out. */
  get warnings(): readonly string[] {
    return this.parts.warnings;
  }

  get plugins(): readonly PluginInfo[] {
    return this.parts.runners.map(({ plugin, state }) => ({
      plugin,
      isEnabled: this.#isEnabled(plugin.id),
      state,
    }));
  }

  /** What a plugin bound. */
  get<T>(token: ServiceIdentifier<T>): T {
    return this.parts.container.get(token);
  }

  /** All contributions to a point; none is fine. */
  getAll<T>(token: ServiceIdentifier<T>): readonly T[] {
    return this.parts.container.getAll(token);
  }

  /**
   * Resolves when every plugin works. @throws what a plugin threw, when all that had started is
   * stopped again; also when `stop()` comes in between
   */
  start({ only }: StartOptions = {}): Promise<void> {
    this.#starting ??= this.#next(async () => {
      this.#only = only;
      await this.#supervisor.start((id) => this.#isWanted(id));
      this.parts.gate.open();
    });
    return this.#starting;
  }

  /**
   * Reads the config again and applies it.
   * @throws AgentError `config-invalid` when it cannot be used or would need a restart: nothing has
   * changed then. What plugins make of a config that can be used goes to health
   */
  reload(): Promise<void> {
    return this.#next(async () => {
      const next = await this.parts.readConfig();
      if (this.#stopping) return;
      refuseRestartChanges(this.#config, next, (id) => id === 'agent' || this.#isRunning(id));
      checkConfig(next, this.parts.checks);
      await this.#apply(next);
    });
  }

  /** Resolves when nothing runs any more; never throws. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.parts.gate.close('stopping');
    this.#supervisor.abort();
    await this.#busy;
    await this.#supervisor.stop();
  }

  async #apply(next: LoadedConfig): Promise<void> {
    this.#config = next;
    this.parts.runtime.replace(next.sections.get('agent')?.config)?.();
    await this.#supervisor.stop((id) => !this.#isEnabled(id));
    const notifications = [...this.parts.own].map(([id, { config, health }]) => {
      const notify = config.replace(next.sections.get(id)?.config);
      return { health: health.scope('config'), notify: this.#isRunning(id) ? notify : undefined };
    });
    for (const { health, notify } of notifications) {
      const errors = notify?.() ?? [];
      if (errors.length > 0) health.degraded('the new config was not applied', errors[0]);
      else if (notify) health.ok();
    }
    // each for itself: one that cannot start leaves the others alone
    for (const { plugin } of this.#starting ? this.parts.runners : []) {
      await this.#startLate(plugin.id);
    }
  }

  async #startLate(id: string): Promise<void> {
    if (this.#stopping || !this.#isWanted(id) || this.#isRunning(id)) return;
    const health = this.parts.own.get(id)?.health.scope('start');
    try {
      await this.#supervisor.start((wanted) => wanted === id);
      health?.close();
    } catch (error) {
      if (!this.#stopping) health?.degraded('it did not start; the next reload tries again', error);
    }
  }

  /** After what is under way. */
  #next(task: () => Promise<void>): Promise<void> {
    const outcome = this.#busy.then(() => {
      if (this.#stopping) throw new AgentError('internal', 'the agent was told to stop');
      return task();
    });
    this.#busy = outcome.catch(() => undefined);
    return outcome;
  }

  #isEnabled(id: string): boolean {
    return this.#config.sections.get(id)?.isEnabled ?? false;
  }

  #isWanted(id: string): boolean {
    return this.#isEnabled(id) && (this.#only?.includes(id) ?? true);
  }

  #isRunning(id: string): boolean {
    return this.parts.runners.some(({ plugin, state }) => plugin.id === id && state === 'running');
  }
}

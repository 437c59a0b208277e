import type { AgentPlugin, Health, Lifecycle, Logger } from '@kith/agent-api';

import type { PluginJobs } from './jobs/plugin-jobs.js';

export interface RunnerServices {
  readonly jobs: PluginJobs;
  readonly health: Health;
  readonly logger: Logger;
  /** Constructs the plugin's service, if it has one. */
  service(): Lifecycle | undefined;
}

/** `off`: the config does not want it, or the agent is not running. */
export type PluginState = 'off' | 'starting' | 'running' | 'stopping' | 'failed';

/** Starts and stops one plugin. */
export class PluginRunner {
  #state: PluginState = 'off';
  #service: Lifecycle | undefined;
  #abort = new AbortController();

  constructor(
    readonly plugin: AgentPlugin,
    private readonly services: RunnerServices,
  ) {}

  get state(): PluginState {
    return this.#state;
  }

  /** Constructs what is started later, so that a graph that does not fit together shows before anything runs. */
  prepare(): void {
    this.#service = this.services.service();
    this.#abort = new AbortController();
  }

  /** @throws what the plugin threw, after stopping it; AbortError when told to end before it works */
  async start(): Promise<void> {
    this.#state = 'starting';
    const { signal } = this.#abort;
    this.services.jobs.open(signal);
    try {
      signal.throwIfAborted();
      await this.#service?.start(signal);
      signal.throwIfAborted();
    } catch (error) {
      await this.stop();
      this.#state = 'failed';
      throw error;
    }
    this.#state = 'running';
  }

  /** All that have to start have started. @throws what the plugin threw; AbortError as `start` */
  started(): void {
    this.#abort.signal.throwIfAborted();
    this.#service?.started?.();
  }

  /** Tells the plugin that it is to end. */
  abort(): void {
    this.#abort.abort();
  }

  /** Never throws: what the plugin throws is logged, and the others still have to stop. */
  async stop(): Promise<void> {
    if (this.#state === 'off' || this.#state === 'failed') return;
    this.#state = 'stopping';
    this.abort();
    try {
      await this.services.jobs.close();
      await this.#service?.stop();
    } catch (error) {
      this.services.logger.error({ error }, 'did not stop as it should');
    }
    this.services.health.close();
    this.#state = 'off';
  }
}

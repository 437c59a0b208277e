import {
  AgentError,
  type Clock,
  type Health,
  type JobGroup,
  type Kick,
  type Logger,
} from '@kith/agent-api';

import { type Job, RepeatingJob } from './repeating-job.js';

/** The jobs of one plugin. They run between `open()` and `close()`, which can follow each other again and again. */
export class PluginJobs implements JobGroup {
  #signal: AbortSignal | undefined;
  /** Those that run or may run again by themselves. */
  readonly #active = new Set<RepeatingJob>();

  constructor(
    private readonly clock: Clock,
    private readonly health: Health,
    private readonly logger: Logger,
    private readonly random: () => number = Math.random,
  ) {}

  /** Lets jobs run until the signal aborts. */
  open(signal: AbortSignal): void {
    this.#signal = signal;
  }

  /** Resolves when all jobs have ended. Their signal was aborted before. */
  async close(): Promise<void> {
    this.#signal = undefined;
    const active = [...this.#active];
    this.#active.clear();
    await Promise.all(active.map((job) => job.ended()));
  }

  run(name: string, job: Job): void {
    const signal = this.#opened(name);
    const once = this.#job(name, async (jobSignal) => {
      await job(jobSignal);
      this.#active.delete(once);
    });
    this.#active.add(once);
    once.kick(signal);
  }

  onKick(name: string, job: Job): Kick {
    return this.#kick(this.#job(name, job));
  }

  every(name: string, interval: () => number, job: Job): Kick {
    const signal = this.#opened(name);
    const periodic = this.#job(name, job, interval);
    this.#active.add(periodic);
    periodic.arm(signal);
    return this.#kick(periodic);
  }

  #job(name: string, job: Job, interval?: () => number): RepeatingJob {
    const { clock, logger, random } = this;
    const around = { name, clock, logger, random, health: this.health.scope(name) };
    return new RepeatingJob(around, job, interval);
  }

  #kick(job: RepeatingJob): Kick {
    return () => {
      if (!this.#signal) return;
      this.#active.add(job);
      job.kick(this.#signal);
    };
  }

  #opened(name: string): AbortSignal {
    if (this.#signal) return this.#signal;
    throw new AgentError('internal', `the job "${name}" was begun while its plugin is not running`);
  }
}

import {
  type Cancel,
  Clock,
  Config,
  Health,
  JobGroup,
  type Lifecycle,
  Logger,
} from '@kith/agent-api';
import { Targets, type TargetSource } from '@kith/neighbor-api';
import { inject, injectable, named } from 'inversify';

import { EtcdClient } from './etcd-client.js';
import { MemberRounds } from './member-rounds.js';
import { NodeSink } from './node-sink.js';
import { KeyFollower } from './key-follower.js';
import type { SourceEtcdConfig } from './source-etcd.config.js';

/** Wants the nodes whose records are in etcd, and follows them. */
@injectable()
export class EtcdSource implements Lifecycle {
  private source: TargetSource | undefined;
  private cancel: Cancel | undefined;
  /** Of the config that is in force. */
  private session = new AbortController();

  constructor(
    @inject(Config) @named('source-etcd') private readonly config: Config<SourceEtcdConfig>,
    @inject(Targets) private readonly targets: Targets,
    @inject(EtcdClient) private readonly client: EtcdClient,
    @inject(JobGroup) @named('source-etcd') private readonly jobs: JobGroup,
    @inject(Clock) private readonly clock: Clock,
    @inject(Health) @named('source-etcd') private readonly health: Health,
    @inject(Logger) @named('source-etcd') private readonly logger: Logger,
  ) {}

  start(): Promise<void> {
    if (this.source) return Promise.resolve();
    const source = this.targets.register({ id: 'etcd', class: 'node' });
    this.source = source;
    this.cancel = this.config.onChange(() => this.session.abort());
    // not waited for: an etcd that is away is no reason for the others not to start
    this.jobs.run('following', (signal) => this.run(source, signal));
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.cancel?.();
    this.session.abort();
    this.source?.close();
    this.source = this.cancel = undefined;
    return Promise.resolve();
  }

  private async run(source: TargetSource, signal: AbortSignal): Promise<void> {
    const sink = new NodeSink(source, this.health, this.logger);
    while (!signal.aborted) {
      this.session = new AbortController();
      const { current } = this.config;
      sink.follows(current);
      const rounds = new MemberRounds(current, {
        client: this.client,
        clock: this.clock,
        health: this.health.scope('connection'),
        logger: this.logger,
        follower: new KeyFollower(current.prefix, sink),
      });
      await rounds.run(AbortSignal.any([signal, this.session.signal]));
    }
  }
}

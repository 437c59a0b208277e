import { type Cancel, Config, type Lifecycle, Logger } from '@kith/agent-api';
import { Targets, type TargetSource, warnOfRefused } from '@kith/neighbor-api';
import { inject, injectable, named } from 'inversify';

import type { SourceStaticConfig } from './source-static.config.js';

/** Wants what the config says, and follows its reloads. */
@injectable()
export class StaticSource implements Lifecycle {
  private source: TargetSource | undefined;
  private cancel: Cancel | undefined;

  constructor(
    @inject(Config) @named('source-static') private readonly config: Config<SourceStaticConfig>,
    @inject(Targets) private readonly targets: Targets,
    @inject(Logger) @named('source-static') private readonly logger: Logger,
  ) {}

  start(): Promise<void> {
    if (!this.source) this.begin();
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.cancel?.();
    this.source?.close();
    this.source = this.cancel = undefined;
    return Promise.resolve();
  }

  private begin(): void {
    const source = this.targets.register({ id: 'static', class: 'node' });
    this.source = source;
    this.want(source, this.config.current);
    source.synced();
    this.cancel = this.config.onChange((next) => this.want(source, next));
  }

  private want(source: TargetSource, { nodes }: SourceStaticConfig): void {
    const refused = source.replace(
      nodes.map(({ name, addresses }) => ({ owner: name, addresses })),
    );
    warnOfRefused(this.logger, refused);
  }
}

import { Config } from '@kith/agent-api';
import type { AppliedWrite, NeighborWriter, WriteResult } from '@kith/neighbor-api';
import { inject, injectable, named } from 'inversify';

/** Says yes to every write and sends none: what the controller plans stays a plan. */
@injectable()
export class RecordingWriter implements NeighborWriter {
  constructor(
    @inject(Config)
    @named('neighbor-writer')
    private readonly config: Config<{ readonly protocol: number }>,
  ) {}

  get mark(): number {
    return this.config.current.protocol;
  }

  apply(writes: readonly AppliedWrite[]): Promise<readonly WriteResult[]> {
    return Promise.resolve(writes.map(() => ({ ok: true })));
  }
}

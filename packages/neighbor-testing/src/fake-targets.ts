import type { Targets, TargetSourceInfo } from '@kith/neighbor-api';

import { FakeTargetSource } from './fake-target-source.js';

/** Takes every address but those that a test refuses. */
export class FakeTargets implements Targets {
  readonly sources = new Map<string, FakeTargetSource>();
  /** Why each of these addresses is refused. */
  readonly refusals = new Map<string, string>();

  register(source: TargetSourceInfo): FakeTargetSource {
    const known = this.sources.get(source.id);
    if (known !== undefined && !known.isClosed) throw new Error(`"${source.id}" is registered`);
    const fake = new FakeTargetSource(
      source.id,
      source.class,
      (address) => this.refusals.get(address),
      source.isAuthoritative,
    );
    this.sources.set(source.id, fake);
    return fake;
  }

  /** @throws Error when it never registered */
  source(id: string): FakeTargetSource {
    const source = this.sources.get(id);
    if (source === undefined) throw new Error(`no source "${id}" has registered`);
    return source;
  }
}

import {
  AgentError,
  type Cancel,
  Clock,
  Config,
  JobGroup,
  type Kick,
  type LabeledCounter,
  type Lifecycle,
  Logger,
  Metrics,
} from '@kith/agent-api';
import { Targets, type TargetSource } from '@kith/neighbor-api';
import { inject, injectable, named } from 'inversify';

import type { GrantedLease, Lease, LeaseRequest, ReleasedLease } from './documents.js';
import { type Refusal, siftAddresses } from './sift-addresses.js';
import type { SourceApiConfig } from './source-api.config.js';
import { TokenBucket } from './token-bucket.js';

const USUAL_LEASE = 300_000;

interface HeldLease {
  readonly addresses: ReadonlySet<string>;
  /** By the clock. */
  readonly until: number;
}

/** Wants what programs ask for, each owner's for as long as its lease lasts. */
@injectable()
export class ApiSource implements Lifecycle {
  private source: TargetSource | undefined;
  private readonly leases = new Map<string, HeldLease>();
  private readonly bucket: TokenBucket;
  private readonly refusals: LabeledCounter;
  private look: Kick = () => undefined;
  /** Takes back the end of the time for renewals; undefined = it is over. */
  private renewing: Cancel | undefined;

  constructor(
    @inject(Config) @named('source-api') private readonly config: Config<SourceApiConfig>,
    @inject(Targets) private readonly targets: Targets,
    @inject(JobGroup) @named('source-api') private readonly jobs: JobGroup,
    @inject(Clock) private readonly clock: Clock,
    @inject(Metrics) metrics: Metrics,
    @inject(Logger) @named('source-api') private readonly logger: Logger,
  ) {
    this.bucket = new TokenBucket(clock, () => {
      const { targetsPerSecond, targetsPerOwner } = config.current;
      return { perSecond: targetsPerSecond, burst: targetsPerOwner };
    });
    metrics.gauge('leases', 'Owners with a lease.', () => this.leases.size);
    this.refusals = metrics.counter(
      'leases_refused_total',
      'What programs asked for and did not get: addresses by why, and whole requests (rate, owners).',
      'reason',
    );
  }

  start(): Promise<void> {
    if (this.source) return Promise.resolve();
    // that an owner lets go, or lets its lease end, is meant
    const source = this.targets.register({ id: 'api', class: 'other', isAuthoritative: true });
    this.source = source;
    // one timer for all of them: for the next that ends
    this.look = this.jobs.every(
      'leases',
      () => this.untilNext(),
      () => Promise.resolve(this.endDue(source)),
    );
    const { renewalWindow } = this.config.current;
    if (renewalWindow === 0) source.synced();
    else {
      this.renewing = this.clock.timer(renewalWindow, () => {
        this.renewing = undefined;
        source.synced();
      });
    }
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.renewing?.();
    this.leases.clear();
    this.source?.close();
    this.source = this.renewing = undefined;
    return Promise.resolve();
  }

  /**
   * Gives an owner these targets, instead of what it had.
   * @throws AgentError `bad-request` or `too-many`, and nothing is changed; `not-found` while this is off
   */
  put(owner: string, request: LeaseRequest): GrantedLease {
    const source = this.running();
    const duration = this.durationOf(request);
    const known = this.leases.get(owner);
    if (!known) this.admitOwner();
    const { taken, refused } = siftAddresses(request.addresses, this.config.current);
    this.admitTargets([...taken].filter((address) => !known?.addresses.has(address)).length);

    const over = source
      .set([{ owner, addresses: [...taken] }])
      .map(({ address, reason }): Refusal => ({ address, reason, kind: 'targets' }));
    const held = { addresses: taken, until: this.clock.now() + duration };
    this.leases.set(owner, held);
    this.look();
    const all = [...refused, ...over];
    for (const { kind } of all) this.refusals.add(kind);
    return {
      ...this.describe(owner, held),
      refused: all.map(({ address, reason }) => ({ address, reason })),
    };
  }

  /** Ends the lease of an owner, if it has one. @throws AgentError `not-found` while this is off */
  release(owner: string): ReleasedLease {
    const source = this.running();
    const known = this.leases.get(owner);
    if (known) {
      this.leases.delete(owner);
      source.release([owner]);
      this.look();
    }
    return { owner, released: [...(known?.addresses ?? [])] };
  }

  /** @throws AgentError `not-found` when it has none, and while this is off */
  lease(owner: string): Lease {
    this.running();
    const held = this.leases.get(owner);
    if (held) return this.describe(owner, held);
    throw new AgentError('not-found', `"${owner}" has no lease; it ended, or never was`);
  }

  /** By owner. @throws AgentError `not-found` while this is off */
  all(): readonly Lease[] {
    this.running();
    return [...this.leases]
      .map(([owner, held]) => this.describe(owner, held))
      .sort((a, b) => (a.owner < b.owner ? -1 : 1));
  }

  private running(): TargetSource {
    if (this.source) return this.source;
    throw new AgentError('not-found', 'source-api is off; add "source-api: {}" to plugins');
  }

  private durationOf({ lease }: LeaseRequest): number {
    const { maxLease } = this.config.current;
    if (lease === undefined) return Math.min(USUAL_LEASE, maxLease);
    if (lease <= maxLease) return lease;
    throw new AgentError(
      'bad-request',
      `a lease of ${lease / 1000} s is longer than maxLease (${maxLease / 1000} s); ask for less and renew it`,
    );
  }

  private admitOwner(): void {
    const { maxOwners } = this.config.current;
    if (this.leases.size < maxOwners) return;
    this.refusals.add('owners');
    throw new AgentError(
      'too-many',
      `${this.leases.size} owners have a lease, and maxOwners is ${maxOwners}; have one delete its lease, or raise it`,
    );
  }

  private admitTargets(count: number): void {
    // what all owners had before a restart may be more than a burst, and must not be lost for that
    if (this.renewing) return;
    const wait = this.bucket.take(count);
    if (wait === 0) return;
    this.refusals.add('rate');
    const retryAfter = Math.ceil(wait / 1000);
    const now = this.bucket.available();
    throw new AgentError(
      'too-many',
      `${count} targets would be new and ${now} can be now (targetsPerSecond); nothing was changed: try again in ${retryAfter} s`,
      { context: { retryAfter } },
    );
  }

  private describe(owner: string, { addresses, until }: HeldLease): Lease {
    const left = Math.max(0, until - this.clock.now());
    return {
      owner,
      addresses: [...addresses],
      expiresIn: left / 1000,
      expiresAt: new Date(this.clock.wallTime().getTime() + left).toISOString(),
    };
  }

  /** Milliseconds until the next lease ends; 0 = there is none. */
  private untilNext(): number {
    if (this.leases.size === 0) return 0;
    let next = Infinity;
    for (const { until } of this.leases.values()) next = Math.min(next, until);
    return Math.max(1, next - this.clock.now());
  }

  private endDue(source: TargetSource): void {
    const now = this.clock.now();
    const due = [...this.leases].filter(([, { until }]) => until <= now).map(([owner]) => owner);
    if (due.length === 0) return;
    for (const owner of due) this.leases.delete(owner);
    source.release(due);
    this.logger.debug({ owners: due }, 'leases ended');
  }
}

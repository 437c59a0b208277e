import type { Clock, Health, JobGroup, Kick, Logger } from '@kith/agent-api';
import type { RefusedTarget, TargetClaim, TargetSource } from '@kith/neighbor-api';

import { ClaimBook, type ClaimReport, type Self } from './claim-book.js';
import type { KubeApi, KubeResource } from './kube-api.js';
import { ListWatch, type ListWatchOptions } from './list-watch.js';
import type { ClaimOf } from './object-claims.js';

/** What every follower needs. */
export interface FollowerServices {
  readonly api: KubeApi;
  readonly clock: Clock;
  readonly jobs: JobGroup;
  readonly health: Health;
  readonly logger: Logger;
}

/** What one follows, and what it makes of it. Each is asked when it is needed: a reload changes them. */
export interface Followed {
  readonly resource: KubeResource;
  readonly claimOf: ClaimOf;
  readonly self: () => Self | undefined;
  readonly options: () => ListWatchOptions;
}

interface Running {
  readonly book: ClaimBook;
  readonly listWatch: ListWatch<TargetClaim>;
  session: AbortController;
}

/** Refusals that are told in full. */
const TOLD = 3;

/** Follows the objects of one resource for one source, until it is stopped: a job that begins anew where it failed. */
export class ResourceFollower implements ClaimReport {
  private running: Running | undefined;
  private readonly kick: Kick;
  private readonly listing: Health;
  /** What the log was told last. */
  private refusals = '';

  constructor(
    private readonly services: FollowerServices,
    private readonly followed: Followed,
  ) {
    const { plural } = followed.resource;
    this.listing = services.health.scope(`listing of ${plural}`);
    this.kick = services.jobs.onKick(`following ${plural}`, (signal) => this.run(signal));
  }

  get isStarted(): boolean {
    return this.running !== undefined;
  }

  start(source: TargetSource): void {
    const { api, clock } = this.services;
    const { resource, claimOf, self, options } = this.followed;
    const book = new ClaimBook(source, claimOf, self, this);
    const listWatch = new ListWatch(resource, api, clock, options, book);
    this.running = { book, listWatch, session: new AbortController() };
    this.kick();
  }

  /** What it asks for has changed: it lists anew. */
  restart(): void {
    if (!this.running) return;
    this.running.book.forgetDoubt();
    this.running.listWatch.forget();
    this.running.session.abort();
    this.running.session = new AbortController();
    this.kick();
  }

  stop(): void {
    this.running?.session.abort();
    this.running = undefined;
    this.listing.close();
    this.refusals = '';
  }

  doubted(why: string | undefined): void {
    const { plural } = this.followed.resource;
    if (why === undefined) {
      this.listing.ok();
      return;
    }
    const until = 'what was there stays until the next listing says the same';
    const message = `the API server's listing of ${plural} is not believed yet: ${why}; ${until}`;
    this.listing.degraded(message);
    this.services.logger.warn({ resource: plural }, message);
  }

  refused(refused: readonly RefusedTarget[]): void {
    const lines = refused.map(({ owner, address, reason }) => `${owner}: ${address} ${reason}`);
    const more = lines.length > TOLD ? [`and ${lines.length - TOLD} more`] : [];
    const refusals = [...lines.slice(0, TOLD), ...more].join('; ');
    if (refusals !== '' && refusals !== this.refusals) this.services.logger.warn({}, refusals);
    this.refusals = refusals;
  }

  private async run(signal: AbortSignal): Promise<void> {
    if (!this.running) return;
    const { listWatch, session } = this.running;
    const ended = AbortSignal.any([signal, session.signal]);
    try {
      await listWatch.follow(ended);
    } catch (error) {
      // what fails because a reload ended it is no news
      if (!session.signal.aborted) throw error;
    }
  }
}

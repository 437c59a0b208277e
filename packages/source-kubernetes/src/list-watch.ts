import { type Clock, wait } from '@kith/agent-api';

import type { KubeApi, KubeResource, WatchEvent } from './kube-api.js';
import { isExpired, KubeError } from './kube-error.js';

/** Objects of a page; one of nodes, with the images that they name, can be 2 MB, and takes several times that much. */
const PAGE = 100;
/** More cannot be what was meant. */
const MOST_OBJECTS = 250_000;
/** A watch that the server ends sooner, and without news, was none. */
const SHORTEST_WATCH_MS = 500;
const SHORTEST_TIMEOUT_MS = 1_000;

/** What is followed, read anew for each request. */
export interface ListWatchOptions {
  readonly labelSelector: string;
  /** Of a watch, in milliseconds; up to twice as long by chance. */
  readonly watchTimeout: number;
  readonly confirmAfter: number;
}

/** Who is told. Objects are unchecked. */
export interface ListWatchSink<T> {
  /** What is kept of an object of a listing, page by page: thousands of whole ones are much; undefined = nothing. */
  read(object: unknown): T | undefined;
  /** All that there is. False: it cannot be believed, and has to be listed again. */
  listed(all: readonly T[]): boolean;
  /** In this order; of one object the last counts. */
  happened(events: readonly WatchEvent[]): void;
}

/**
 * Lists all objects of a resource, then watches what happens to them. A connection that ends is resumed where it was; what
 * the server no longer has (410 Gone) is listed anew.
 */
export class ListWatch<T> {
  /** Up to where the sink knows everything; undefined = nothing is listed yet. */
  private version: string | undefined;
  /** The last watch was none. */
  private wasShort = false;

  constructor(
    private readonly resource: KubeResource,
    private readonly api: KubeApi,
    private readonly clock: Clock,
    private readonly options: () => ListWatchOptions,
    private readonly sink: ListWatchSink<T>,
    private readonly random: () => number = Math.random,
  ) {}

  /** The next `follow` begins with a listing. */
  forget(): void {
    this.version = undefined;
  }

  /**
   * Goes on until the signal aborts. To be called again after an error, as often as it takes: what the sink knows stays
   * good.
   *
   * @throws KubeError
   */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const known = this.version;
      const version = known ?? (await this.list(signal));
      this.version = version;
      try {
        await this.watch(version, signal);
      } catch (error) {
        if (!isExpired(error)) throw error;
        // a server that forgets at once what it has just listed is not asked again without a pause
        const isHopeless = known === undefined && this.version === version;
        this.version = undefined;
        if (isHopeless) throw error;
      }
    }
  }

  private async list(signal: AbortSignal): Promise<string> {
    for (;;) {
      const { all, version } = await this.listAll(signal);
      signal.throwIfAborted();
      if (this.sink.listed(all)) return version;
      await wait(this.clock, this.options().confirmAfter, signal);
      signal.throwIfAborted();
    }
  }

  private async listAll(
    signal: AbortSignal,
  ): Promise<{ readonly all: readonly T[]; readonly version: string }> {
    const all: T[] = [];
    let continueToken: string | undefined;
    for (;;) {
      const { labelSelector } = this.options();
      const query = { labelSelector, limit: PAGE, continueToken };
      const page = await this.api.list(this.resource, query, signal);
      for (const object of page.items) {
        const read = this.sink.read(object);
        if (read !== undefined) all.push(read);
      }
      if (all.length > MOST_OBJECTS) {
        const { plural } = this.resource;
        throw new KubeError(`more than ${MOST_OBJECTS} ${plural}; choose among them by a selector`);
      }
      if (page.continueToken === undefined) return { all, version: page.resourceVersion };
      continueToken = page.continueToken;
    }
  }

  private async watch(from: string, signal: AbortSignal): Promise<void> {
    const begun = this.clock.now();
    const { labelSelector, watchTimeout } = this.options();
    // those that began together do not begin anew together
    const timeout = Math.max(watchTimeout, SHORTEST_TIMEOUT_MS) * (1 + this.random());
    const query = { labelSelector, resourceVersion: from, timeout };
    for await (const events of this.api.watch(this.resource, query, signal)) {
      // what is said after the end belongs to nobody
      if (signal.aborted) return;
      const version = newest(this.version ?? from, events);
      this.sink.happened(events);
      this.version = version;
    }
    if (signal.aborted) return;
    const wasShort = this.version === from && this.clock.now() - begun < SHORTEST_WATCH_MS;
    // once it may have been a connection that broke
    if (wasShort && this.wasShort) {
      throw new KubeError(`the watch of ${this.resource.plural} ends at once`);
    }
    this.wasShort = wasShort;
  }
}

/** Of the last event that has one; else the one that is known. */
function newest(known: string, events: readonly WatchEvent[]): string {
  for (const { object } of events.toReversed()) {
    const { metadata } = Object(object) as {
      readonly metadata?: { readonly resourceVersion?: unknown };
    };
    const version = metadata?.resourceVersion;
    if (typeof version === 'string' && version !== '') return version;
  }
  return known;
}

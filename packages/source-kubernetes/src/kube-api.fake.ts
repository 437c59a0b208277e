import {
  ENDPOINT_SLICES,
  type KubeApi,
  type KubeResource,
  type ListPage,
  NODES,
  type WatchEvent,
} from './kube-api.js';

type Answer<T> = T | Error;

/** An API server that answers as a test says, in order, and notes what it was asked. Without an answer it is silent. */
export class FakeKubeApi implements KubeApi {
  readonly asked: string[] = [];
  /** Of nodes, in the order in which they are asked for. */
  readonly pages: Answer<ListPage>[] = [];
  readonly slicePages: Answer<ListPage>[] = [];
  /** Of the watch that is open. */
  private watcher: Watcher | undefined;

  /** The next listing of nodes, in one page. */
  lists(resourceVersion: string, ...items: readonly unknown[]): void {
    this.pages.push({ items, resourceVersion, continueToken: undefined });
  }

  async list(
    resource: KubeResource,
    query: Parameters<KubeApi['list']>[1],
    signal: AbortSignal,
  ): Promise<ListPage> {
    const { labelSelector, continueToken } = query;
    this.asked.push(words('list', resource.plural, labelSelector, continueToken));
    const pages = { [NODES.plural]: this.pages, [ENDPOINT_SLICES.plural]: this.slicePages };
    const page = pages[resource.plural]?.shift() ?? (await aborted(signal));
    if (page instanceof Error) throw page;
    return page;
  }

  async *watch(
    { plural }: KubeResource,
    query: Parameters<KubeApi['watch']>[1],
    signal: AbortSignal,
  ): AsyncGenerator<readonly WatchEvent[]> {
    this.asked.push(words('watch', plural, query.labelSelector, query.resourceVersion));
    const watcher = new Watcher(signal);
    this.watcher = watcher;
    for (;;) {
      const events = (await watcher.next())();
      if (events === undefined) return;
      yield events;
    }
  }

  /** To the watch that is open. @throws Error when there is none */
  tells(...events: readonly WatchEvent[]): void {
    this.open.push(() => events);
  }

  fails(error: Error): void {
    this.open.push(() => {
      throw error;
    });
  }

  ends(): void {
    this.open.push(() => undefined);
  }

  private get open(): Watcher {
    if (!this.watcher) throw new Error('no watch is open');
    return this.watcher;
  }
}

/** What comes next: events, undefined = the end, or what it throws. */
type Next = () => readonly WatchEvent[] | undefined;

class Watcher {
  private readonly waiting: Next[] = [];
  private wake: () => void = () => undefined;

  constructor(signal: AbortSignal) {
    const end = (): void => this.push(() => throwReason(signal));
    signal.addEventListener('abort', end, { once: true });
  }

  push(next: Next): void {
    this.waiting.push(next);
    this.wake();
  }

  async next(): Promise<Next> {
    for (;;) {
      const next = this.waiting.shift();
      if (next) return next;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}

function throwReason(signal: AbortSignal): never {
  throw signal.reason as Error;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function words(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}

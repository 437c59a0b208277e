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
      const next = await watcher.next();
      if (next === undefined) return;
      if (next instanceof Error) throw next;
      yield next;
    }
  }

  /** To the watch that is open. @throws Error when there is none */
  tells(...events: readonly WatchEvent[]): void {
    this.open.push(events);
  }

  fails(error: Error): void {
    this.open.push(error);
  }

  ends(): void {
    this.open.push(undefined);
  }

  private get open(): Watcher {
    if (!this.watcher) throw new Error('no watch is open');
    return this.watcher;
  }
}

class Watcher {
  private readonly waiting: Answer<readonly WatchEvent[] | undefined>[] = [];
  private wake: () => void = () => undefined;

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => this.push(signal.reason as Error), { once: true });
  }

  push(next: Answer<readonly WatchEvent[] | undefined>): void {
    this.waiting.push(next);
    this.wake();
  }

  async next(): Promise<Answer<readonly WatchEvent[] | undefined>> {
    this.signal.throwIfAborted();
    while (this.waiting.length === 0) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return this.waiting.shift();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function words(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}

import type {
  DumpRow,
  DumpTable,
  Notification,
  NotificationListener,
  RtGroup,
  RtnetlinkClient,
  RtRequest,
  RtResult,
  Subscription,
} from '@kith/rtnetlink';

/** What can be made to wait or to fail: the listing of a table, or a batch of requests. */
type Call = DumpTable | 'request';

/**
 * A kernel that does nothing by itself: a test says what its tables list, how it answers, what it
 * announces and when. Reads can be held up, so that a race is staged rather than hoped for.
 */
export class FakeRtnetlinkClient implements RtnetlinkClient {
  /** What each table lists. Replace a table at will: a dump answers with what stood here when it was asked. */
  readonly tables: { [T in DumpTable]: readonly DumpRow<T>[] } = {
    links: [],
    addresses: [],
    neighbors: [],
    routes: [],
    nexthops: [],
    rules: [],
  };
  /** How each request is answered; by default all succeed, without an answer. */
  answer: (request: RtRequest) => RtResult = () => ({ ok: true });

  /** The requests of each call, and the table of each dump, oldest first. */
  readonly batches: (readonly RtRequest[])[] = [];
  readonly dumps: DumpTable[] = [];
  /** The groups of each subscription that is open. */
  readonly subscriptions = new Map<NotificationListener, readonly RtGroup[]>();
  isClosed = false;

  private readonly upsets = new Map<Call, (() => Promise<void>)[]>();
  private readonly queue: Notification[] = [];
  private unnoticedLoss: string | undefined;
  private calls = 0;

  /** All requests, oldest first. */
  get requests(): readonly RtRequest[] {
    return this.batches.flat();
  }

  request(requests: readonly RtRequest[]): Promise<readonly RtResult[]> {
    this.batches.push(requests);
    return this.carryOut('request', () => requests.map((request) => this.answer(request)));
  }

  dump<T extends DumpTable>(table: T): Promise<readonly DumpRow<T>[]> {
    this.dumps.push(table);
    return this.carryOut(table, () => this.tables[table]);
  }

  subscribe(groups: readonly RtGroup[], listener: NotificationListener): Promise<Subscription> {
    this.subscriptions.set(listener, groups);
    return Promise.resolve({
      isDrained: () => this.queue.length === 0,
      checkForLoss: () => {
        const reason = this.unnoticedLoss;
        this.unnoticedLoss = undefined;
        if (reason !== undefined) listener.lost(reason);
      },
      close: () => void this.subscriptions.delete(listener),
    });
  }

  close(): void {
    this.isClosed = true;
    this.subscriptions.clear();
  }

  /**
   * Holds up the next such call: the kernel does its work at once, but the answer waits until the
   * function that is returned is called.
   */
  hold(call: Call): () => void {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    this.upset(call, () => released);
    return release;
  }

  /** The next such call rejects, as when the socket itself fails. */
  fail(call: Call, error: Error): void {
    this.upset(call, () => Promise.reject(error));
  }

  /** The kernel has announced this; it is not handed over yet. */
  announce(...notifications: readonly Notification[]): void {
    this.queue.push(...notifications);
  }

  /**
   * Hands over the first so many of what was announced, as one burst.
   * @throws Error while a dump or requests are under way: the real client hands nothing over meanwhile
   */
  deliver(count = Infinity): void {
    if (this.calls > 0)
      throw new Error('nothing is handed over while a dump or requests are under way');
    const burst = this.queue.splice(0, count);
    for (const listener of this.subscriptions.keys()) listener.notified(burst);
  }

  /** Announces and hands over. */
  notify(...notifications: readonly Notification[]): void {
    this.announce(...notifications);
    this.deliver();
  }

  /** Messages were lost. */
  lose(reason: string): void {
    for (const listener of this.subscriptions.keys()) listener.lost(reason);
  }

  /** Messages were lost, which nobody notices before `checkForLoss`. */
  loseUnnoticed(reason: string): void {
    this.unnoticedLoss = reason;
  }

  private upset(call: Call, upset: () => Promise<void>): void {
    this.upsets.set(call, [...(this.upsets.get(call) ?? []), upset]);
  }

  private async carryOut<T>(call: Call, work: () => T): Promise<T> {
    const upset = this.upsets.get(call)?.shift();
    this.calls++;
    try {
      const result = work();
      await upset?.();
      return result;
    } finally {
      this.calls--;
    }
  }
}

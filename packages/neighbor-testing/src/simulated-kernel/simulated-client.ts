import type { Clock } from '@kith/agent-api';
import type {
  DumpRow,
  DumpTable,
  NotificationListener,
  RtGroup,
  RtnetlinkClient,
  RtRequest,
  RtResult,
  Subscription,
} from '@kith/rtnetlink';

import { NotificationQueue } from './notification-queue.js';
import type { SimulatedKernel } from './simulated-kernel.js';

/** A client of a simulated kernel: requests are carried out in the call, as by the real one; answers come a turn later. */
export class SimulatedClient implements RtnetlinkClient {
  /** Everything that was asked, oldest first, in batches. */
  readonly batches: (readonly RtRequest[])[] = [];
  /** The tables that were listed, oldest first. */
  readonly dumps: DumpTable[] = [];
  private readonly queues = new Set<NotificationQueue>();
  private reads = 0;
  private isClosed = false;

  constructor(
    private readonly kernel: SimulatedKernel,
    private readonly clock: Pick<Clock, 'yield'>,
  ) {}

  request(requests: readonly RtRequest[]): Promise<readonly RtResult[]> {
    this.batches.push(requests);
    const results = requests.map((request) => this.kernel.carryOut(request));
    const isRead = requests.some(({ type }) => type.startsWith('get-'));
    return this.later(isRead, results);
  }

  dump<T extends DumpTable>(table: T): Promise<readonly DumpRow<T>[]> {
    this.dumps.push(table);
    return this.later(true, this.kernel.list(table));
  }

  subscribe(groups: readonly RtGroup[], listener: NotificationListener): Promise<Subscription> {
    const stopListening = this.kernel.onAnnouncement((notification) => queue.push(notification));
    const queue: NotificationQueue = new NotificationQueue(
      groups,
      listener,
      this.clock,
      () => this.reads > 0,
      () => {
        stopListening();
        this.queues.delete(queue);
      },
    );
    this.queues.add(queue);
    return Promise.resolve(queue);
  }

  close(): void {
    this.isClosed = true;
    for (const queue of this.queues) queue.close();
  }

  /** The next so many notifications get lost. */
  loseNotifications(count: number): void {
    for (const queue of this.queues) queue.drop(count);
  }

  private async later<T>(isRead: boolean, value: T): Promise<T> {
    if (this.isClosed) throw new Error('the client is closed');
    this.reads += Number(isRead);
    await this.clock.yield();
    void this.haveRead(isRead);
    return value;
  }

  /** Whoever asked goes on first: it must not meet newer news before the answer. */
  private async haveRead(isRead: boolean): Promise<void> {
    await this.clock.yield();
    await this.clock.yield();
    this.reads -= Number(isRead);
  }
}

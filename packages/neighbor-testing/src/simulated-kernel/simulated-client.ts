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

/** Promises that settle one after the other within one turn of the event loop: more than any caller has. */
const STEPS_OF_A_TURN = 40;

/** A client of a simulated kernel: requests are carried out in the call, as by the real one; answers come a turn later. */
export class SimulatedClient implements RtnetlinkClient {
  /** Everything that was asked, oldest first, in batches. */
  readonly batches: (readonly RtRequest[])[] = [];
  /** The tables that were listed, oldest first. */
  readonly dumps: DumpTable[] = [];
  private readonly queues = new Set<NotificationQueue>();
  private calls = 0;
  private isClosed = false;

  constructor(
    private readonly kernel: SimulatedKernel,
    private readonly clock: Pick<Clock, 'yield'>,
  ) {}

  request(requests: readonly RtRequest[]): Promise<readonly RtResult[]> {
    this.batches.push(requests);
    const results = requests.map((request) => this.kernel.carryOut(request));
    return this.later(results);
  }

  dump<T extends DumpTable>(table: T): Promise<readonly DumpRow<T>[]> {
    this.dumps.push(table);
    return this.later(this.kernel.list(table));
  }

  subscribe(groups: readonly RtGroup[], listener: NotificationListener): Promise<Subscription> {
    const stopListening = this.kernel.onAnnouncement((notification) => queue.push(notification));
    const queue: NotificationQueue = new NotificationQueue(
      groups,
      listener,
      this.clock,
      () => this.calls > 0,
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

  /** Notifications got lost that the listener does not know of yet, or will get lost. */
  get isLosing(): boolean {
    return [...this.queues].some((queue) => queue.isLosing);
  }

  private async later<T>(value: T): Promise<T> {
    if (this.isClosed) throw new Error('the client is closed');
    this.calls++;
    await this.clock.yield();
    void this.ended();
    return value;
  }

  /** Whoever asked goes on first, as far as it gets in its turn: the real client hands nothing over in between. */
  private async ended(): Promise<void> {
    for (let i = 0; i < STEPS_OF_A_TURN; i++) await this.clock.yield();
    this.calls--;
  }
}

import type { Clock } from '@kith/agent-api';
import type { Notification, NotificationListener, RtGroup, Subscription } from '@kith/rtnetlink';

const GROUPS: Readonly<Record<Notification['message']['kind'], RtGroup>> = {
  link: 'links',
  address: 'addresses',
  neighbor: 'neighbors',
  route: 'routes',
  nexthop: 'nexthops',
  rule: 'rules',
};

/** The notification socket of one client: what arrives in one turn is one burst; what is dropped shows at the next burst or audit. */
export class NotificationQueue implements Subscription {
  private queued: Notification[] = [];
  private dropped = 0;
  private dropsToCome = 0;
  private isFlushDue = false;
  private isClosed = false;

  constructor(
    private readonly groups: readonly RtGroup[],
    private readonly listener: NotificationListener,
    private readonly clock: Pick<Clock, 'yield'>,
    /** Whether bursts are to be kept back for now. */
    private readonly isHeld: () => boolean,
    private readonly onClosed: () => void,
  ) {}

  /** The kernel has announced this. */
  push(notification: Notification): void {
    if (this.isClosed || !this.groups.includes(GROUPS[notification.message.kind])) return;
    if (isUnheard(notification)) return;
    if (this.dropsToCome > 0) {
      this.dropsToCome--;
      this.dropped++;
      return;
    }
    this.queued.push(notification);
    this.flushLater();
  }

  /** The next so many messages will not fit the receive buffer. */
  drop(count: number): void {
    this.dropsToCome = count;
  }

  /** Messages got lost that nobody noticed yet, or the next ones will. */
  get isLosing(): boolean {
    return this.dropped > 0 || this.dropsToCome > 0;
  }

  isDrained(): boolean {
    return this.queued.length === 0 && !this.isFlushDue;
  }

  checkForLoss(): void {
    const { dropped } = this;
    this.dropped = 0;
    if (dropped > 0) this.listener.lost(`${dropped} messages did not fit the receive buffer`);
  }

  close(): void {
    this.isClosed = true;
    this.queued = [];
    this.onClosed();
  }

  private flushLater(): void {
    if (this.isFlushDue) return;
    this.isFlushDue = true;
    void this.clock.yield().then(() => this.flush());
  }

  private flush(): void {
    this.isFlushDue = false;
    if (this.isClosed) return;
    if (this.isHeld()) return this.flushLater();
    const burst = this.queued;
    this.queued = [];
    if (burst.length > 0) this.listener.notified(burst);
    this.checkForLoss();
  }
}

/** What the socket filter of the real client drops: that an extern_learn entry is being confirmed. */
function isUnheard({ change, message }: Notification): boolean {
  if (change === 'delete' || message.kind !== 'neighbor') return false;
  const { isExtLearned, state } = message.neighbor;
  return isExtLearned && (state === 'DELAY' || state === 'PROBE');
}

import type { Notification, NotificationListener, Subscription } from './client.js';
import { changeOf, decodeMessage } from './codec/decode-message.js';
import { Malformed } from './codec/malformed.js';
import { MessageCursor } from './codec/message-cursor.js';
import type { NotificationReceiver } from './socket/notification-socket.js';
import type { NotificationSource } from './socket/paced-notifications.js';

/** Turns what the notification sockets receive into bursts of decoded changes, and says when some were lost. */
export class NotificationStream implements NotificationReceiver, Subscription {
  private source: NotificationSource | undefined;
  private seenDrops = 0;
  private burst: Notification[] = [];
  /** Why something in this burst could not be had. */
  private problem: string | undefined;
  private isFlushDue = false;

  constructor(
    private readonly listener: NotificationListener,
    private readonly yieldToIo: () => Promise<void>,
    /** Whether bursts are to be kept back for now. */
    private readonly isHeld: () => boolean,
    private readonly onClosed: () => void,
  ) {}

  /** Takes over the source; it is closed with the stream. */
  attach(source: NotificationSource): void {
    this.source = source;
  }

  received(bytes: Buffer, length: number): void {
    try {
      const cursor = new MessageCursor(bytes, length);
      while (cursor.next()) {
        const change = changeOf(cursor.type);
        const message = decodeMessage(bytes, cursor);
        if (message instanceof Malformed) throw message;
        if (change && message) this.burst.push({ change, message });
      }
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.problem = `unreadable message: ${error.message}`;
    }
    this.flushLater();
  }

  failed(error: Error): void {
    this.problem = `socket failed: ${error.message}`;
    this.flushLater();
  }

  isDrained(): boolean {
    return this.burst.length === 0 && !this.isFlushDue && !this.source?.hasQueued();
  }

  checkForLoss(): void {
    const drops = this.source?.drops() ?? this.seenDrops;
    const lost = (drops - this.seenDrops) >>> 0;
    this.seenDrops = drops;
    if (lost > 0) this.listener.lost(`${lost} messages did not fit the receive buffer`);
  }

  close(): void {
    if (this.source === undefined) return;
    this.source.close();
    this.source = undefined;
    this.burst = [];
    this.onClosed();
  }

  /** What the socket hands over in one turn of the event loop is one burst. */
  private flushLater(): void {
    if (this.isFlushDue) return;
    this.isFlushDue = true;
    void this.yieldToIo().then(() => this.flush());
  }

  private flush(): void {
    this.isFlushDue = false;
    if (this.source === undefined) return;
    if (this.isHeld()) return this.flushLater();
    const { burst, problem } = this;
    this.burst = [];
    this.problem = undefined;
    if (burst.length > 0) this.listener.notified(burst);
    if (problem !== undefined) this.listener.lost(problem);
    this.checkForLoss();
  }
}

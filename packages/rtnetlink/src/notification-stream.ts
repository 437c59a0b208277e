import type { Notification, NotificationListener, Subscription } from './client.js';
import { changeOf, decodeMessage } from './codec/decode-message.js';
import { Malformed } from './codec/malformed.js';
import { messagesIn } from './codec/messages-in.js';
import type { NotificationReceiver, NotificationSocket } from './socket/notification-socket.js';

/** Turns what a notification socket receives into bursts of decoded changes, and says when some were lost. */
export class NotificationStream implements NotificationReceiver, Subscription {
  private socket: NotificationSocket | undefined;
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

  /** Takes over the socket; it is closed with the stream. */
  attach(socket: NotificationSocket): void {
    this.socket = socket;
  }

  received(bytes: Buffer): void {
    try {
      for (const header of messagesIn(bytes, bytes.length)) {
        const change = changeOf(header.type);
        const message = decodeMessage(bytes, header);
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
    return this.burst.length === 0 && !this.isFlushDue && !this.socket?.hasQueued();
  }

  checkForLoss(): void {
    const drops = this.socket?.drops() ?? this.seenDrops;
    const lost = (drops - this.seenDrops) >>> 0;
    this.seenDrops = drops;
    if (lost > 0) this.listener.lost(`${lost} messages did not fit the receive buffer`);
  }

  close(): void {
    if (this.socket === undefined) return;
    this.socket.close();
    this.socket = undefined;
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
    if (this.socket === undefined) return;
    if (this.isHeld()) return this.flushLater();
    const { burst, problem } = this;
    this.burst = [];
    this.problem = undefined;
    if (burst.length > 0) this.listener.notified(burst);
    if (problem !== undefined) this.listener.lost(problem);
    this.checkForLoss();
  }
}

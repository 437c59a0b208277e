import type { RtnetlinkClock } from '../client.js';
import { Doorbell } from './doorbell.js';
import type { Libc } from './libc.js';
import { type NotificationReceiver, NotificationSocket } from './notification-socket.js';

/** What is read in one turn of the event loop. */
const MESSAGES_PER_TURN = 256;

/** How late routine may be heard: at first, and while it goes on. */
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 250;

export interface PacingOptions {
  /** Bytes. */
  readonly receiveBuffer: number;
  readonly clock: RtnetlinkClock;
}

/** What NotificationStream needs of the sockets. */
export interface NotificationSource {
  drops(): number;
  hasQueued(): boolean;
  close(): void;
}

type Bell = Pick<Doorbell, 'setDeafToRoutine' | 'close'>;

/**
 * Notifications as they come: read at once, all that is queued. Once it rang, routine (a neighbor that is
 * only confirmed) does not ring again until a while has passed without any, and is read in between by a
 * timer, less and less often. Ten thousand neighbors are confirmed all the time, and waking up is what costs most.
 */
export class PacedNotifications implements NotificationSource {
  private bell: Bell | undefined;
  private cancelTick: (() => void) | undefined;
  private pause = SHORTEST_PAUSE_MS;
  private isReading = false;

  constructor(
    private readonly socket: Pick<NotificationSocket, 'read' | 'drops' | 'hasQueued' | 'close'>,
    private readonly receiver: NotificationReceiver,
    private readonly options: PacingOptions,
  ) {}

  /** Joins the groups. @throws NetlinkError */
  static async open(
    libc: Libc,
    groups: readonly number[],
    receiver: NotificationReceiver,
    options: PacingOptions,
  ): Promise<PacedNotifications> {
    const socket = NotificationSocket.open(libc, options.receiveBuffer);
    const source = new PacedNotifications(socket, receiver, options);
    try {
      const bell = await Doorbell.install(
        libc,
        () => source.rang(),
        (error) => receiver.failed(error),
      );
      source.install(bell);
      // the kernel serves who joined last first: what rings is queued already
      for (const group of groups) bell.join(group);
      for (const group of groups) socket.join(group);
      return source;
    } catch (error) {
      source.close();
      throw error;
    }
  }

  /** Takes over the bell that is to call `rang`; it is closed with the source. */
  install(bell: Bell): void {
    this.bell = bell;
  }

  drops(): number {
    return this.socket.drops();
  }

  hasQueued(): boolean {
    return this.socket.hasQueued();
  }

  close(): void {
    this.cancelTick?.();
    this.bell?.close();
    this.bell = undefined;
    this.socket.close();
  }

  /** There is something to read. */
  rang(): void {
    this.read();
    if (this.cancelTick || !this.bell) return;
    this.bell.setDeafToRoutine(true);
    this.pause = SHORTEST_PAUSE_MS;
    this.awaitTick();
  }

  private awaitTick(): void {
    this.cancelTick = this.options.clock.timer(this.pause, () => this.tick());
    this.pause = Math.min(LONGEST_PAUSE_MS, 2 * this.pause);
  }

  private tick(): void {
    this.cancelTick = undefined;
    if (this.read() > 0) return this.awaitTick();
    this.bell?.setDeafToRoutine(false);
    // what came before the bell could ring for it again
    if (this.read() > 0) this.rang();
  }

  /** @returns how many messages were there, of those that one turn reads */
  private read(): number {
    if (this.isReading || !this.bell) return 0;
    const count = this.socket.read(MESSAGES_PER_TURN, this.receiver);
    if (count === MESSAGES_PER_TURN) void this.readOn();
    return count;
  }

  private async readOn(): Promise<void> {
    this.isReading = true;
    let count: number;
    do {
      await this.options.clock.yield();
      count = this.bell ? this.socket.read(MESSAGES_PER_TURN, this.receiver) : 0;
    } while (count === MESSAGES_PER_TURN);
    this.isReading = false;
  }
}

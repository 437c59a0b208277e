import type { DumpRow, DumpTable, RtnetlinkClient, RtResult } from './client.js';
import { NotificationSocket } from './notification-socket.js';
import { REQUESTS_PER_SEND, RequestSocket } from './request-socket.js';
import type { RtRequest } from './requests.js';

export interface RtnetlinkOptions {
  /** Resolves after pending I/O was handled. */
  readonly yieldToIo: () => Promise<void>;
}

/** A client of the kernel of this process's network namespace. Opens its sockets on first use. */
export function createRtnetlinkClient({ yieldToIo }: RtnetlinkOptions): RtnetlinkClient {
  let socket: RequestSocket | undefined;
  const subscriptions = new Set<NotificationSocket>();
  const requests = (): RequestSocket => (socket ??= new RequestSocket());
  return {
    async request(batch: readonly RtRequest[]): Promise<readonly RtResult[]> {
      if (batch.length <= REQUESTS_PER_SEND)
        return batch.length === 0 ? [] : requests().request(batch);
      const results: RtResult[] = [];
      for (let at = 0; at < batch.length; at += REQUESTS_PER_SEND) {
        if (at > 0) await yieldToIo();
        results.push(...requests().request(batch.slice(at, at + REQUESTS_PER_SEND)));
      }
      return results;
    },

    dump<T extends DumpTable>(table: T): Promise<readonly DumpRow<T>[]> {
      // a dump has rows of its own table only
      return attempt(() => requests().dump(table) as DumpRow<T>[]);
    },

    subscribe(groups, listener) {
      return attempt(() => {
        const subscription = new NotificationSocket(groups, listener, yieldToIo);
        subscriptions.add(subscription);
        return subscription;
      });
    },

    close(): void {
      for (const subscription of subscriptions) subscription.close();
      subscriptions.clear();
      socket?.close();
      socket = undefined;
    },
  };
}

/** What a synchronous call throws, as a rejection. */
function attempt<T>(action: () => T): Promise<T> {
  return new Promise((resolve) => resolve(action()));
}

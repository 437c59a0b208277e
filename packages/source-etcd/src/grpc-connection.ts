import { type Clock, errorMessage, readSmallFile } from '@kith/agent-api';
import type { Client } from '@grpc/grpc-js';

import {
  type EtcdAccess,
  type EtcdChange,
  type EtcdChanges,
  type EtcdConnection,
  EtcdError,
  type EtcdListing,
  type EtcdPage,
  type EtcdRange,
  isEtcdError,
} from './etcd-client.js';
import {
  asNumber,
  type EtcdMethod,
  type EtcdMethods,
  type WatchResponse,
} from './etcd-messages.js';
import type { grpc } from './libraries.js';

/** What a connection is made of. */
export interface ConnectionParts {
  readonly client: Pick<Client, 'makeUnaryRequest' | 'makeBidiStreamRequest' | 'close'>;
  readonly methods: EtcdMethods;
  readonly clock: Clock;
  readonly explain: (error: unknown) => EtcdError;
  readonly grpc: typeof grpc;
}

/** What is used of gRPC's stream. */
interface WatchStream extends AsyncIterable<WatchResponse> {
  cancel(): void;
}

/** Longer than etcd itself waits for most of its members: 5 s and two elections. */
const ANSWER_WITHIN = 10_000;
/** What happened at once, by itself or while we were away. */
const MAX_CHANGES_BYTES = 64 * 2 ** 20;
const DELETED = 1;

/** One HTTP/2 connection to one member. */
export class GrpcConnection implements EtcdConnection {
  private token: string | undefined;

  constructor(
    private readonly parts: ConnectionParts,
    private readonly user: EtcdAccess['user'],
  ) {}

  /** Learns who it is; nothing, where it has to be nobody. */
  async authenticate(signal: AbortSignal): Promise<void> {
    if (!this.user) return;
    const { name, passwordFile } = this.user;
    const password = await readPassword(passwordFile);
    try {
      const { authenticate } = this.parts.methods;
      this.token = (await this.ask(authenticate, { name, password }, signal)).token;
    } catch (error) {
      // then nobody is refused
      if (!isEtcdError(error, 'no-users')) throw error;
    }
  }

  async list(listing: EtcdListing, signal: AbortSignal): Promise<EtcdPage> {
    const { start, end, revision = 0, limit, isKeysOnly = false } = listing;
    const request = { key: start, range_end: end, revision, limit, keys_only: isKeysOnly };
    const { header, kvs, more } = await this.ask(this.parts.methods.range, request, signal);
    return {
      clusterId: String(header?.cluster_id),
      term: asNumber(header?.raft_term),
      revision: asNumber(header?.revision),
      pairs: kvs.map(({ key, value }) => (isKeysOnly ? { key } : { key, value })),
      isPartial: more,
    };
  }

  async *watch(
    { start, end }: EtcdRange,
    revision: number,
    signal: AbortSignal,
  ): AsyncGenerator<EtcdChanges> {
    const { client, methods, explain } = this.parts;
    const { path, encode, decode } = methods.watch;
    const stream = client.makeBidiStreamRequest(path, encode, decode, this.metadata());
    const cancel = (): void => stream.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      const range = { key: start, range_end: end };
      // fragment: a revision with much in it comes in several messages
      stream.write({ create_request: { ...range, start_revision: revision, fragment: true } });
      yield* this.read(stream);
    } catch (error) {
      throw error instanceof EtcdError ? error : explain(error);
    } finally {
      signal.removeEventListener('abort', cancel);
      // what it ends with is of no interest any more
      stream.on('error', () => undefined);
      stream.cancel();
    }
    throw new EtcdError('other', 'it ended the watch');
  }

  close(): void {
    this.parts.client.close();
  }

  private async *read(stream: WatchStream): AsyncGenerator<EtcdChanges> {
    let isOverdue = false;
    const answered = this.parts.clock.timer(ANSWER_WITHIN, () => {
      isOverdue = true;
      stream.cancel();
    });
    try {
      let changes: EtcdChange[] = [];
      let revision: number | undefined;
      let bytes = 0;
      // each message is whole, but for those that say that their rest is still to come
      for await (const response of stream) {
        answered();
        if (response.canceled) throw this.canceled(response);
        for (const { type, kv } of response.events) {
          if (!kv) continue;
          revision = asNumber(kv.mod_revision);
          const { key, value } = kv;
          bytes += key.length + value.length;
          if (bytes > MAX_CHANGES_BYTES)
            throw new EtcdError('too-large', 'it has too many changes');
          changes.push(type === DELETED ? { kind: 'delete', key } : { kind: 'put', key, value });
        }
        if (response.fragment) continue;
        yield { revision, changes };
        changes = [];
        revision = undefined;
        bytes = 0;
      }
    } catch (error) {
      throw isOverdue ? unanswered() : error;
    } finally {
      answered();
    }
  }

  private canceled({ compact_revision, cancel_reason }: WatchResponse): EtcdError {
    if (asNumber(compact_revision) > 0) {
      return new EtcdError('compacted', `what it watches is compacted (${cancel_reason})`);
    }
    const { status } = this.parts.grpc;
    const code = cancel_reason.includes('permission denied')
      ? status.PERMISSION_DENIED
      : status.UNKNOWN;
    return this.parts.explain({ code, details: cancel_reason });
  }

  private ask<Response>(
    { path, encode, decode }: EtcdMethod<Response>,
    request: object,
    signal: AbortSignal,
  ): Promise<Response> {
    const { client, clock, explain } = this.parts;
    return new Promise((resolve, reject) => {
      let isOverdue = false;
      const call = client.makeUnaryRequest(
        path,
        encode,
        decode,
        request,
        this.metadata(),
        (error, response) => {
          signal.removeEventListener('abort', cancel);
          cancelTimer();
          if (isOverdue) reject(unanswered());
          else if (error) reject(explain(error));
          else resolve(response as Response);
        },
      );
      const cancel = (): void => call.cancel();
      const cancelTimer = clock.timer(ANSWER_WITHIN, () => {
        isOverdue = true;
        cancel();
      });
      signal.addEventListener('abort', cancel, { once: true });
      if (signal.aborted) cancel();
    });
  }

  private metadata(): grpc.Metadata {
    const metadata = new this.parts.grpc.Metadata();
    // a member that has lost the others says so, instead of being silent
    metadata.set('hasleader', 'true');
    if (this.token !== undefined) metadata.set('token', this.token);
    return metadata;
  }
}

function unanswered(): EtcdError {
  const cure = 'check that it runs, and that nothing drops what is sent to it';
  return new EtcdError('other', `does not answer within ${ANSWER_WITHIN / 1000} s; ${cure}`);
}

async function readPassword(file: string): Promise<string> {
  try {
    return (await readSmallFile(file)).toString().replace(/\r?\n$/, '');
  } catch (error) {
    const message = `${file} cannot be read (${errorMessage(error)}); check source-etcd.passwordFile`;
    throw new EtcdError('other', message, error);
  }
}

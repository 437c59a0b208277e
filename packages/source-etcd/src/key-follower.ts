import {
  type EtcdChange,
  type EtcdConnection,
  EtcdError,
  type EtcdKeyValue,
  isEtcdError,
} from './etcd-client.js';
import { listKeys, rangeOf } from './list-keys.js';

/** Takes what is found under the prefix. */
export interface KeySink {
  /** A listing of all keys begins. */
  beginListing(): void;
  /** A page of it; false = it is enough. */
  listed(pairs: readonly EtcdKeyValue[]): boolean;
  /** All pages of it are in. */
  endListing(): void;
  /** False = list all keys again. */
  happened(changes: readonly EtcdChange[]): boolean;
}

/** Where in which history of a store. */
interface Place {
  readonly clusterId: string;
  readonly term: number;
  revision: number;
}

/** So often in a row a listing may be too old before it could be followed. */
const MOST_LISTINGS = 5;

/** Lists the keys under a prefix once, and follows what happens to them over one connection after the other. */
export class KeyFollower {
  /** Up to where all is known; undefined = nothing is. */
  private known: Place | undefined;

  /** There was a first listing. */
  hasListed = false;

  constructor(
    private readonly prefix: string,
    private readonly sink: KeySink,
  ) {}

  /**
   * Ends only by an error. A listing that was cut off is begun anew next time, a watch goes on where it was.
   * @param onFollowing each time that all is known and the next change will be
   */
  async follow(
    connection: EtcdConnection,
    signal: AbortSignal,
    onFollowing: () => void,
  ): Promise<never> {
    if (!(await this.isStillTrue(connection, signal))) this.known = undefined;
    for (let listings = 0; ;) {
      try {
        this.known ??= await this.list(connection, signal);
        const { known } = this;
        const range = rangeOf(this.prefix);
        for await (const batch of connection.watch(range, known.revision + 1, signal)) {
          if (batch.revision === undefined) onFollowing();
          else listings = 0;
          const isEnough = this.sink.happened(batch.changes);
          known.revision = batch.revision ?? known.revision;
          if (!isEnough) break;
        }
      } catch (error) {
        const isTooOld = isEtcdError(error, 'compacted') || isEtcdError(error, 'too-large');
        if (!isTooOld) throw error;
        if (++listings > MOST_LISTINGS) {
          const message = 'it compacts faster than it can be listed; compact less often';
          throw new EtcdError('other', message, error);
        }
      }
      // what happened since is not to be had any more: only what there is
      this.known = undefined;
    }
  }

  /** A store that was restored, or is another one, has another history: what counts upwards is lower in it. */
  private async isStillTrue(connection: EtcdConnection, signal: AbortSignal): Promise<boolean> {
    const { known } = this;
    if (!known) return false;
    const { start, end } = rangeOf(this.prefix);
    const now = await connection.list({ start, end, limit: 1, isKeysOnly: true }, signal);
    const isSame =
      now.clusterId === known.clusterId && now.term >= known.term && now.revision >= known.revision;
    if (isSame) this.known = { ...known, term: now.term };
    return isSame;
  }

  private async list(connection: EtcdConnection, signal: AbortSignal): Promise<Place> {
    this.sink.beginListing();
    let place: Place = { clusterId: '', term: 0, revision: 0 };
    for await (const page of listKeys(connection, rangeOf(this.prefix), signal)) {
      place = { clusterId: page.clusterId, term: page.term, revision: page.revision };
      if (!this.sink.listed(page.pairs)) break;
    }
    this.sink.endListing();
    this.hasListed = true;
    return place;
  }
}

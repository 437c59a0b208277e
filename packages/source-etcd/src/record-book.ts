import { plainText } from '@kith/agent-api';
import type { NodeRecord } from '@kith/neighbor-api';

import type { EtcdChange, EtcdKeyValue } from './etcd-client.js';
import { MAX_RECORD_BYTES, parseRecord } from './parse-record.js';

/** As many keys, and as many bytes of all of them, are followed. */
export interface Bounds {
  readonly keys: number;
  readonly bytes: number;
}

const BOUNDS: Bounds = { keys: 100_000, bytes: 64 * 2 ** 20 };
/** So much must have become free before what did not fit is looked for. */
const ROOM_AGAIN = 0.9;

interface Entry {
  /** The last good one. */
  readonly record?: NodeRecord;
  readonly bytes: number;
}

/** What is known of the keys under a prefix. A bad record takes nothing away; a key that goes takes its record along. */
export class RecordBook {
  /** By the bytes of the key, as text: keys need not be UTF-8. */
  private readonly entries = new Map<string, Entry>();
  /** Why the present value is no record, likewise. */
  private readonly problemById = new Map<string, string>();
  private bytes = 0;
  private isFull = false;

  /** @param previous whose good records still count for keys that are bad by now */
  constructor(
    readonly prefix: string,
    private previous?: RecordBook,
    private readonly bounds = BOUNDS,
  ) {}

  /** A page of a listing of all keys. False = there is no room for more. */
  add(pairs: readonly EtcdKeyValue[]): boolean {
    for (const { key, value } of pairs) this.put(idOf(key), value);
    return !this.isFull;
  }

  /** The listing is complete: what went before is over. */
  complete(): void {
    this.previous = undefined;
  }

  /** Takes what happened, and tells which nodes are different now; undefined = gone. */
  apply(changes: readonly EtcdChange[]): ReadonlyMap<string, NodeRecord | undefined> {
    const changed = new Map<string, NodeRecord | undefined>();
    for (const { kind, key, value } of changes) {
      const id = idOf(key);
      const before = this.entries.get(id)?.record;
      if (kind === 'put') this.put(id, value);
      else this.remove(id);
      const after = this.entries.get(id)?.record;
      const name = (after ?? before)?.name;
      if (name !== undefined && after !== before) changed.set(name, after);
    }
    return changed;
  }

  *records(): Iterable<NodeRecord> {
    for (const { record } of this.entries.values()) if (record) yield record;
  }

  /** What did not fit may fit by now. */
  get isWorthListing(): boolean {
    const { keys, bytes } = this.bounds;
    const isRoomy = this.entries.size < keys * ROOM_AGAIN && this.bytes < bytes * ROOM_AGAIN;
    return this.isFull && isRoomy;
  }

  /** What is wrong, a line each, by the name in the key. */
  *problems(): Iterable<readonly [string, string]> {
    if (this.isFull) {
      const { keys, bytes } = this.bounds;
      const most = `the ${keys} keys and ${bytes} bytes that are followed`;
      yield ['all', `there is more under ${this.prefix} than ${most}; the rest is left out`];
    }
    for (const [id, problem] of this.problemById) {
      const name = plainText(Buffer.from(id, 'latin1').toString().slice(this.prefix.length));
      const held = this.entries.get(id)?.record ? '; its last good record stays' : '';
      yield [name, `${this.prefix}${name} ${problem}${held}`];
    }
  }

  private put(id: string, value: Buffer | undefined): void {
    const known = this.entries.get(id);
    // what is too large for a record is not kept
    const kept = value && value.length <= MAX_RECORD_BYTES ? value.length : 0;
    const bytes = id.length + kept;
    const total = this.bytes - (known?.bytes ?? 0) + bytes;
    if ((!known && this.entries.size >= this.bounds.keys) || total > this.bounds.bytes) {
      this.isFull = true;
      return;
    }
    this.bytes = total;
    const name = Buffer.from(id, 'latin1').toString().slice(this.prefix.length);
    const parsed = parseRecord(name, value);
    if ('problem' in parsed) {
      this.problemById.set(id, parsed.problem);
      const record = (known ?? this.previous?.entries.get(id))?.record;
      this.entries.set(id, { bytes, ...(record && { record }) });
    } else {
      this.problemById.delete(id);
      this.entries.set(id, { bytes, record: parsed.record });
    }
  }

  private remove(id: string): void {
    this.bytes -= this.entries.get(id)?.bytes ?? 0;
    this.entries.delete(id);
    this.problemById.delete(id);
  }
}

function idOf(key: Buffer): string {
  return key.toString('latin1');
}

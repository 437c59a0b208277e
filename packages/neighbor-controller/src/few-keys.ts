/**
 * A set of keys that mostly has one, as of the targets of a neighbor: then it is the key alone, where a Set takes 200
 * bytes, a hundred thousand times. It keeps the order in which they came.
 */
export class FewKeys<K extends string> implements Iterable<K> {
  private keys: K | Set<K> | undefined;

  get size(): number {
    return this.keys instanceof Set ? this.keys.size : this.keys === undefined ? 0 : 1;
  }

  has(key: K): boolean {
    return this.keys instanceof Set ? this.keys.has(key) : this.keys === key;
  }

  add(key: K): void {
    if (this.keys instanceof Set) this.keys.add(key);
    else if (this.keys === undefined) this.keys = key;
    else if (this.keys !== key) this.keys = new Set([this.keys, key]);
  }

  delete(key: K): void {
    if (this.keys instanceof Set) this.keys.delete(key);
    else if (this.keys === key) this.keys = undefined;
  }

  [Symbol.iterator](): Iterator<K> {
    if (this.keys instanceof Set) return this.keys.values();
    return (this.keys === undefined ? [] : [this.keys]).values();
  }
}

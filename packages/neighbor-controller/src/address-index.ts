import { addressFamily, type IpAddress, ipAddressBytes, type Prefix } from '@kith/net-types';

interface Entry<T> {
  readonly bytes: string;
  readonly item: T;
}

/** Things with an address, in byte order, to find those under a prefix without looking at the others. */
export class AddressIndex<T extends { readonly address: IpAddress }> {
  private sorted: Entry<T>[] = [];
  /** What came and went since it was last asked. */
  private pending = new Map<T, 'in' | 'out'>();

  add(item: T): void {
    this.pending.set(item, 'in');
  }

  remove(item: T): void {
    this.pending.set(item, 'out');
  }

  /** Those under a prefix, ascending. */
  under(prefix: Prefix): T[] {
    this.settle();
    const first = sortKey(prefix.address);
    const found: T[] = [];
    for (let i = this.position(first); i < this.sorted.length; i++) {
      const { bytes, item } = this.sorted[i] as Entry<T>;
      if (!sharesBits(first, bytes, prefix.length)) break;
      found.push(item);
    }
    return found;
  }

  /** Few changes are spliced in; many are cheaper sorted again. */
  private settle(): void {
    if (this.pending.size === 0) return;
    const changes = this.pending;
    this.pending = new Map();
    if (changes.size * 16 > this.sorted.length) {
      this.sorted = this.sorted.filter(({ item }) => !changes.has(item));
      for (const [item, change] of changes) {
        if (change === 'in') this.sorted.push({ bytes: sortKey(item.address), item });
      }
      this.sorted.sort((a, b) => (a.bytes < b.bytes ? -1 : a.bytes > b.bytes ? 1 : 0));
      return;
    }
    for (const [item, change] of changes) {
      const bytes = sortKey(item.address);
      const at = this.find(item, bytes);
      if (change === 'out' && at !== undefined) this.sorted.splice(at, 1);
      if (change === 'in' && at === undefined) {
        this.sorted.splice(this.position(bytes), 0, { bytes, item });
      }
    }
  }

  /** Where an item is, among those of the same address. */
  private find(item: T, bytes: string): number | undefined {
    for (let i = this.position(bytes); this.sorted[i]?.bytes === bytes; i++) {
      if (this.sorted[i]?.item === item) return i;
    }
    return undefined;
  }

  /** Where the first with `bytes` stands, or would. */
  private position(bytes: string): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sorted[middle] as Entry<T>).bytes < bytes) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The family, then the bytes, one UTF-16 unit each: compares as the addresses do. */
function sortKey(address: IpAddress): string {
  return `${addressFamily(address)}${String.fromCharCode(...ipAddressBytes(address))}`;
}

const FAMILY_LENGTH = 'ipv4'.length;

function sharesBits(a: string, b: string, bits: number): boolean {
  const whole = FAMILY_LENGTH + (bits >> 3);
  if (a.slice(0, whole) !== b.slice(0, whole)) return false;
  const rest = bits & 7;
  return rest === 0 || (a.charCodeAt(whole) ^ b.charCodeAt(whole)) >> (8 - rest) === 0;
}

import { addressFamily, type IpAddress, ipAddressBytes, type Prefix } from '@kith/net-types';

/** Addresses in byte order, to find those under a prefix without looking at the others. */
export class AddressIndex {
  private readonly sorted: { bytes: string; address: IpAddress }[] = [];
  private pending = new Map<IpAddress, boolean>();

  add(address: IpAddress): void {
    this.pending.set(address, true);
  }

  remove(address: IpAddress): void {
    this.pending.set(address, false);
  }

  /** The addresses under a prefix, ascending. */
  under(prefix: Prefix): IpAddress[] {
    this.settle();
    const first = sortKey(prefix.address);
    const found: IpAddress[] = [];
    for (let i = this.position(first); i < this.sorted.length; i++) {
      const entry = this.sorted[i] as { bytes: string; address: IpAddress };
      if (!sharesBits(first, entry.bytes, prefix.length)) break;
      found.push(entry.address);
    }
    return found;
  }

  /** Few changes are spliced in; many are cheaper sorted again. */
  private settle(): void {
    if (this.pending.size === 0) return;
    const changes = this.pending;
    this.pending = new Map();
    if (changes.size * 16 > this.sorted.length) {
      const kept = this.sorted.filter((entry) => !changes.has(entry.address));
      for (const [address, isIn] of changes) {
        if (isIn) kept.push({ bytes: sortKey(address), address });
      }
      kept.sort((a, b) => (a.bytes < b.bytes ? -1 : 1));
      this.sorted.length = 0;
      for (const entry of kept) this.sorted.push(entry);
      return;
    }
    for (const [address, isIn] of changes) {
      const bytes = sortKey(address);
      const at = this.position(bytes);
      const isThere = this.sorted[at]?.address === address;
      if (isIn && !isThere) this.sorted.splice(at, 0, { bytes, address });
      if (!isIn && isThere) this.sorted.splice(at, 1);
    }
  }

  /** Where `bytes` stands, or would. */
  private position(bytes: string): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sorted[middle] as { bytes: string }).bytes < bytes) low = middle + 1;
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

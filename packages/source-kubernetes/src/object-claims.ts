import { type AddressFamily, addressFamily } from '@kith/net-types';
import { checkTarget, type TargetClaim } from '@kith/neighbor-api';

/** Of one object; what is over it is left out. */
const MOST_ADDRESSES = 4_096;
/** As Kubernetes allows it for a name, twice, and the slash between. */
const LONGEST_OWNER = 507;
/** The longest text of an IPv6 address, with room for a prefix length. */
const LONGEST_ADDRESS = 64;

/** It goes to log lines. */
const PRINTABLE = /^[\x21-\x7e]+$/;

/** Untrusted JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** What an object's owner wants; undefined = it is none that can be read. */
export type ClaimOf = (object: unknown) => TargetClaim | undefined;

/** The value where it is an object, else an empty one. */
export function record(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

/** The value where it is an array, else an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `NAME`, or `NAMESPACE/NAME`; undefined where the object has none. */
export function ownerOf(object: unknown): string | undefined {
  const { name, namespace } = record(record(object)['metadata']);
  if (typeof name !== 'string' || name === '') return undefined;
  const owner = typeof namespace === 'string' && namespace !== '' ? `${namespace}/${name}` : name;
  return owner.length <= LONGEST_OWNER && PRINTABLE.test(owner) ? owner : undefined;
}

/** A claim of these texts, each once, of these families; what is no address is refused by Targets, and told. */
export function claim(
  owner: string,
  texts: readonly unknown[],
  families: readonly AddressFamily[],
): TargetClaim {
  const addresses = new Set<string>();
  for (const text of texts) {
    if (typeof text !== 'string' || text.length > LONGEST_ADDRESS) continue;
    if (!PRINTABLE.test(text)) continue;
    const checked = checkTarget(text);
    if (!('reason' in checked) && !families.includes(addressFamily(checked.address))) continue;
    addresses.add('reason' in checked ? text : checked.address);
    if (addresses.size === MOST_ADDRESSES) break;
  }
  return { owner, addresses: [...addresses] };
}

import { type EtcdConnection, type EtcdPage, type EtcdRange, isEtcdError } from './etcd-client.js';

/** Some 100 KB of usual records. */
const PAGE = 500;

/**
 * All keys of a range as they were at one moment, page by page; none waits for all of them. Where they are large there are
 * more pages; of one that is too large by itself there is the key alone.
 * @throws EtcdError `compacted` when that moment is history before the last page
 */
export async function* listKeys(
  connection: EtcdConnection,
  { start, end }: EtcdRange,
  signal: AbortSignal,
): AsyncGenerator<EtcdPage> {
  let from = start;
  let limit = PAGE;
  let at: { readonly revision?: number } = {};
  for (;;) {
    const listing = { start: from, end, limit, ...at };
    let page: EtcdPage;
    try {
      page = await connection.list(listing, signal);
    } catch (error) {
      if (!isEtcdError(error, 'too-large')) throw error;
      if (limit > 1) {
        limit = Math.ceil(limit / 8);
        continue;
      }
      page = await connection.list({ ...listing, isKeysOnly: true }, signal);
    }
    limit = Math.min(PAGE, limit * 2);
    at = { revision: at.revision ?? page.revision };
    yield { ...page, ...at };
    const last = page.pairs.at(-1);
    if (!page.isPartial || !last) return;
    // the first key after it
    from = Buffer.concat([last.key, Buffer.of(0)]);
  }
}

/** All keys that begin so. */
export function rangeOf(prefix: string): EtcdRange {
  const start = Buffer.from(prefix);
  const end = Buffer.from(start);
  // UTF-8 has no byte 0xff, so this cannot overflow
  end[end.length - 1] = (end.at(-1) ?? 0) + 1;
  return { start, end };
}

import { checkTarget } from '@kith/neighbor-api';
import { type IpAddress, parsePrefix, PrefixSet } from '@kith/net-types';

import type { SourceApiConfig } from './source-api.config.js';

/** Why an address is not taken; the key is for metrics. */
export interface Refusal {
  readonly address: string;
  readonly reason: string;
  readonly kind: 'address' | 'prefix' | 'quota' | 'targets';
}

/** The addresses that one owner may have of those that it asks for, each once, and why not the others. */
export function siftAddresses(
  texts: readonly string[],
  { allowedPrefixes, targetsPerOwner }: SourceApiConfig,
): { readonly taken: ReadonlySet<IpAddress>; readonly refused: readonly Refusal[] } {
  const allowed = new PrefixSet(allowedPrefixes.flatMap((text) => parsePrefix(text) ?? []));
  const taken = new Set<IpAddress>();
  const refused: Refusal[] = [];
  for (const text of texts) {
    const checked = checkTarget(text);
    if ('reason' in checked) {
      refused.push({ address: text, reason: checked.reason, kind: 'address' });
    } else if (!allowed.isEmpty && !allowed.covers(checked.address)) {
      const reason = 'is not under one of allowedPrefixes';
      refused.push({ address: text, reason, kind: 'prefix' });
    } else if (taken.size >= targetsPerOwner && !taken.has(checked.address)) {
      const reason = `is over targetsPerOwner (${targetsPerOwner}); raise it, or use several owners`;
      refused.push({ address: text, reason, kind: 'quota' });
    } else taken.add(checked.address);
  }
  return { taken, refused };
}

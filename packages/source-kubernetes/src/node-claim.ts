import type { TargetClaim } from '@kith/neighbor-api';

import { claim, list, ownerOf, record } from './object-claims.js';
import type { SourceKubernetesConfig } from './source-kubernetes.config.js';

type NodeConfig = Pick<SourceKubernetesConfig, 'addressTypes' | 'addressAnnotations' | 'families'>;

/** What a Node wants: its addresses of the configured types, in their order, then those in annotations. */
export function nodeClaim(
  node: unknown,
  { addressTypes, addressAnnotations, families }: NodeConfig,
): TargetClaim | undefined {
  const owner = ownerOf(node);
  if (owner === undefined) return undefined;
  const { metadata, status } = record(node);
  const annotations = record(record(metadata)['annotations']);
  const given = list(record(status)['addresses']).map(record);
  const ofTypes = addressTypes.flatMap((wanted) =>
    given.filter(({ type }) => type === wanted).map(({ address }) => address),
  );
  const annotated = addressAnnotations.flatMap((name) =>
    Object.hasOwn(annotations, name) ? addressesIn(annotations[name]) : [],
  );
  return claim(owner, [...ofTypes, ...annotated], families);
}

/** `10.0.0.1/24, fd00::1` */
function addressesIn(text: unknown): readonly string[] {
  if (typeof text !== 'string') return [];
  return text
    .split(',')
    .map((part) => part.trim().replace(/\/\d{1,3}$/, ''))
    .filter((part) => part !== '');
}

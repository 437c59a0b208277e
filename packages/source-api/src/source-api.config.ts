import { duration, key } from '@kith/agent-api';
import { parsePrefix } from '@kith/net-types';
import * as z from 'zod';

import { SHORTEST_LEASE } from './limits.js';

const prefix = z
  .string()
  .refine(
    (text) => parsePrefix(text) !== undefined,
    'is not a prefix; write 10.0.0.0/8 or fd00::/8',
  );
const count = z.int().min(1);
const lease = duration().refine(
  (ms) => ms >= SHORTEST_LEASE,
  'is too short for a lease; write 1s or more',
);

export const sourceApiConfig = z.strictObject({
  maxLease: key(lease.prefault('1h'), {
    description: 'No lease is longer; one that asks for more is refused.',
    reload: 'live',
  }),
  allowedPrefixes: key(z.array(prefix).default([]), {
    description:
      'Only addresses under these prefixes are taken, [10.0.0.0/8]; empty = any. What has a lease keeps it until it is renewed.',
    reload: 'live',
  }),
  maxOwners: key(count.default(1000), {
    description: 'Owners with a lease at a time; one more is refused.',
    reload: 'live',
  }),
  targetsPerOwner: key(count.default(1000), {
    description: 'Addresses that one owner may have; those over it are refused.',
    reload: 'live',
  }),
  targetsPerSecond: key(count.default(100), {
    description:
      'New addresses a second, of all owners together, after a burst of targetsPerOwner; more are refused for the moment. To renew costs nothing, and so does all within renewalWindow.',
    reload: 'live',
  }),
  renewalWindow: key(duration().prefault('10s'), {
    description:
      'Leases do not outlive the agent: for so long after its start nothing is removed and /readyz says "not synced", so that owners can renew theirs; 0 = at once.',
    reload: 'restart',
  }),
});

export type SourceApiConfig = z.infer<typeof sourceApiConfig>;

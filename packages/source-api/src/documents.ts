import { duration } from '@kith/agent-api';
import * as z from 'zod';

import { SHORTEST_LEASE } from './limits.js';

/** What an owner asks for. */
export const leaseRequest = z.strictObject({
  addresses: z
    .array(z.string())
    .describe('IPv4 and IPv6 addresses: all that the owner wants from now on.'),
  lease: duration()
    .refine((ms) => ms >= SHORTEST_LEASE, 'is too short for a lease; write 1s or more')
    .optional()
    .describe('How long, as 30s, 5m or 1h, maxLease at most; default: 5m, or maxLease if shorter.'),
});

const held = {
  owner: z.string(),
  addresses: z.array(z.string()).describe('What it has, in canonical form.'),
  expiresIn: z.number().describe('Seconds until the lease ends, with fractions.'),
  expiresAt: z.iso.datetime().describe('When that is, by the clock of the host.'),
};

/** What an owner has. */
export const lease = z.strictObject(held);

/** The answer to a request: what was taken, and what was not. */
export const grantedLease = z.strictObject({
  ...held,
  refused: z
    .array(z.strictObject({ address: z.string(), reason: z.string() }))
    .describe('What was not taken, and why; the rest was.'),
});

export const leaseList = z.strictObject({ leases: z.array(lease) });

export const releasedLease = z.strictObject({
  owner: z.string(),
  released: z.array(z.string()).describe('What it had; empty if it had no lease.'),
});

/** As the admin API says errors. */
export const errorAnswer = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string() }),
});

export type LeaseRequest = z.infer<typeof leaseRequest>;
export type Lease = z.infer<typeof lease>;
export type GrantedLease = z.infer<typeof grantedLease>;
export type LeaseList = z.infer<typeof leaseList>;
export type ReleasedLease = z.infer<typeof releasedLease>;
